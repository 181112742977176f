import type { IncomingMessage } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import type { Instance } from '../world/instance.ts'
import type { Random } from '../world/random.ts'
import type { SignedIn } from '../world/signIn.ts'
import type { Turn } from '../turn.ts'
import { type Ask, type Connections, wholeText } from './connections.ts'

/** What all clients of a drill share. */
export type Surroundings = {
  instances: readonly Instance[]
  user: SignedIn
  connections: Connections
  random: Random
  /** what was answered in place of a stream, and how often */
  refusals: Map<string, number>
  /** when to give up */
  signal: AbortSignal
}

/** longest pause before a client comes back, ms */
const PAUSE_MS = 250

/** Somebody who reads an answer and comes back, to any instance, until it has ended. */
export abstract class Client {
  abstract readonly kind: string
  readonly turn: Turn
  /** what it shows */
  content = ''
  /** how the answer ended for it; null: not yet */
  ending: string | null = null
  readonly problems: string[] = []
  protected readonly around: Surroundings

  constructor(turn: Turn, around: Surroundings) {
    this.turn = turn
    this.around = around
  }

  async run(): Promise<void> {
    const { random, instances, signal } = this.around
    while (this.ending === null && this.problems.length === 0 && !signal.aborted) {
      const instance = random.pick(instances)
      await this.connect(instance).catch((error: unknown) => {
        if (!isBroken(error)) this.problems.push(`${instance.name}: ${error instanceof Error ? error.message : String(error)}`)
      })
      if (this.ending === null) await wait(random.between(0, PAUSE_MS))
    }
    if (this.ending === null && this.problems.length === 0) this.problems.push('it waited in vain for the end')
  }

  /** Reads once, until the stream ends or breaks. */
  protected abstract connect(instance: Instance): Promise<void>

  /** Null where the server has something else to say than a stream; the client comes back then. */
  protected async open(ask: Ask): Promise<IncomingMessage | null> {
    const response = await this.around.connections.request(ask)
    if (response.statusCode === 200) return response
    const said = `${response.statusCode} ${codeIn(await wholeText(response))}`
    const { refusals } = this.around
    refusals.set(said, (refusals.get(said) ?? 0) + 1)
    if ((response.statusCode ?? 0) < 500) throw new Error(`it was refused: ${said}`)
    return null
  }

  /** Notes the text that it shows now; throws where that is no prefix of the answer. */
  protected show(content: string, where: string): void {
    this.content = content
    const { wanted } = this.turn
    if (wanted.startsWith(content)) return
    let at = 0
    while (content[at] === wanted[at]) at++
    const around = (text: string) => JSON.stringify(text.slice(Math.max(0, at - 12), at + 16))
    throw new Error(`${where}: …${around(content)} where …${around(wanted)} belongs`)
  }
}

const codeIn = (body: string): string => /"code":"(\w+)"/.exec(body)?.[1] ?? 'page'

const BROKEN = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE', 'HPE_INVALID_EOF_STATE']

/** Whether a connection did not come about, or was cut: by us, or by the end of its server. */
export const isBroken = (error: unknown): boolean => error instanceof Error && 'code' in error && BROKEN.includes(String(error.code))
