import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { FakeCall } from './call.ts'
import { play, type Lines } from './play.ts'
import { DEFAULTS, type Settings, settingsInPrompt } from './settings.ts'

/** How to answer; `manual`: not at all, the test does it by hand. */
export type Script = Partial<Settings> & Lines & { manual?: boolean }
export type ScriptFor = Script | ((call: FakeCall, index: number) => Script)

/** `balance`: what `/user/balance` answers, as DeepSeek's does */
export type FakeUpstreamOptions = { port?: number; models?: readonly string[]; script?: ScriptFor; balance?: object }

export type FakeUpstream = {
  /** the base URL, ending in `/v1` */
  url: string
  port: number
  /** all calls of `/chat/completions`, in order */
  readonly calls: readonly FakeCall[]
  /** calls that are neither answered nor given up */
  readonly open: number
  /** requests at any other address than the two that there are: where a followed redirect would land */
  readonly strays: readonly string[]
  /** resolves with the n-th call (from 1) once it is here */
  waitForCall(n: number): Promise<FakeCall>
  /** takes the next call into the test's hands: its `send`, `finish` and `cut` decide what happens */
  nextCall(): Promise<FakeCall>
  /** how calls from now on are answered; settings in a prompt come on top */
  script(script: ScriptFor): void
  /** the models that it lists from now on */
  list(models: readonly string[]): void
  stop(): Promise<void>
}

/** An OpenAI/DeepSeek-compatible server on loopback that answers the same every time, or fails as it is told. */
export async function startFakeUpstream(options: FakeUpstreamOptions = {}): Promise<FakeUpstream> {
  const { port = 0, models = ['fake'], script = {}, balance } = options
  const calls: FakeCall[] = []
  const strays: string[] = []
  const unclaimed: FakeCall[] = []
  const takers: ((call: FakeCall) => void)[] = []
  const arrivals = new Map<number, PromiseWithResolvers<FakeCall>>()
  let current = script
  let listed = models

  const arrivalOf = (n: number): PromiseWithResolvers<FakeCall> => {
    const arrival = arrivals.get(n) ?? Promise.withResolvers<FakeCall>()
    arrivals.set(n, arrival)
    return arrival
  }

  const answer = async (request: http.IncomingMessage, response: http.ServerResponse): Promise<void> => {
    const path = (request.url ?? '').split('?')[0]!
    if (path === '/v1/models') return void response.end(JSON.stringify(modelList(listed)))
    if (path === '/user/balance' && balance !== undefined) return void response.end(JSON.stringify(balance))
    const body = await text(request)
    if (path !== '/v1/chat/completions') return stray(path, response)
    const call = new FakeCall(request, response, body)
    calls.push(call)
    const { manual = false, content, thoughts, ...settings } = typeof current === 'function' ? current(call, calls.length - 1) : current
    call.settings = effective(call, settings, calls.length)
    arrivalOf(calls.length).resolve(call)
    const taker = takers.shift()
    if (taker) return taker(call)
    if (manual) return void unclaimed.push(call)
    await play(call, { ...(content && { content }), ...(thoughts && { thoughts }) })
  }

  const stray = (path: string, response: http.ServerResponse): void => {
    strays.push(path)
    response.writeHead(404).end('{"error":{"message":"no such path"}}')
  }

  const server = http.createServer({ noDelay: true }, (request, response) => {
    answer(request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', 4096, resolve))
  const bound = (server.address() as AddressInfo).port

  return {
    url: `http://127.0.0.1:${bound}/v1`,
    port: bound,
    calls,
    strays,
    get open() {
      return calls.filter((call) => !call.completed && !call.gone).length
    },
    waitForCall: (n) => arrivalOf(n).promise,
    nextCall: () => {
      const waiting = unclaimed.shift()
      return waiting ? Promise.resolve(waiting) : new Promise((resolve) => takers.push(resolve))
    },
    script: (next) => {
      current = next
    },
    list: (names) => {
      listed = names
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function effective(call: FakeCall, settings: Partial<Settings>, count: number): Settings {
  const all = { ...DEFAULTS, ...settings, ...settingsInPrompt(call.text) }
  const isMeant = count % Math.max(1, all.every) === 0 && (all.key === '' || all.key === call.key)
  return isMeant ? all : { ...all, fault: '' }
}

const modelList = (models: readonly string[]) => ({ object: 'list', data: models.map((id) => ({ id, object: 'model', owned_by: 'fake' })) })
