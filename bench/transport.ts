/**
 * What reading an upstream costs: CPU ms per 1,000 tokens by `fetch` and by `node:http`, both with the same parser, and
 * by the whole of `streamChat`. One event per packet, as models send them. Rounds are interleaved; about 30 seconds.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import http from 'node:http'
import { fileURLToPath } from 'node:url'
import { createParser } from 'eventsource-parser'
import { streamChat } from '../src/llm/stream.ts'

const STREAMS = 200
const TOKENS = 50
const ROUNDS = 3
const PORT = 9177
const URL_BASE = `http://127.0.0.1:${PORT}/v1`
const MESSAGES = [{ role: 'user' as const, content: `[[fake:tokens=${TOKENS}&tps=20&text=words]]` }]
const BODY = JSON.stringify({ model: 'fake', stream: true, messages: MESSAGES })
const HEADERS = { 'content-type': 'application/json', authorization: 'Bearer k' }

type Way = () => Promise<number>

function tokenCounter() {
  let tokens = 0
  const decoder = new TextDecoder()
  const parser = createParser({
    onEvent: ({ data }) => {
      if (data === '[DONE]') return
      const chunk = JSON.parse(data) as { choices: { delta: { content?: string } }[] }
      if (chunk.choices[0]?.delta.content) tokens++
    },
  })
  return { feed: (bytes: Uint8Array) => parser.feed(decoder.decode(bytes, { stream: true })), tokens: () => tokens }
}

const byFetch: Way = async () => {
  const response = await fetch(`${URL_BASE}/chat/completions`, { method: 'POST', headers: HEADERS, body: BODY })
  const counter = tokenCounter()
  for await (const bytes of response.body!) counter.feed(bytes)
  return counter.tokens()
}

const agent = new http.Agent({ keepAlive: true, maxSockets: Infinity })

const byHttp: Way = () =>
  new Promise((resolve, reject) => {
    const request = http.request(`${URL_BASE}/chat/completions`, { method: 'POST', headers: HEADERS, agent }, (response) => {
      const counter = tokenCounter()
      response.on('data', counter.feed).on('error', reject)
      response.on('end', () => resolve(counter.tokens()))
    })
    request.on('error', reject).end(BODY)
  })

const byStreamChat: Way = async () => {
  let tokens = 0
  const request = { model: 'fake', messages: MESSAGES }
  await streamChat({}, { baseUrl: URL_BASE, apiKey: 'k' }, request, () => tokens++, new AbortController().signal)
  return tokens
}

async function round(way: Way): Promise<number> {
  const before = process.cpuUsage()
  const counts = await Promise.all(Array.from({ length: STREAMS }, way))
  const { user, system } = process.cpuUsage(before)
  const tokens = counts.reduce((sum, count) => sum + count, 0)
  if (tokens !== STREAMS * TOKENS) throw new Error(`${tokens} tokens arrived of ${STREAMS * TOKENS}`)
  return (user + system) / tokens
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!

const script = fileURLToPath(new URL('../scripts/fake-upstream.ts', import.meta.url))
const upstream = spawn(process.execPath, [script, '--port', String(PORT)], { stdio: ['ignore', 'pipe', 'inherit'] })
try {
  await once(upstream.stdout, 'data')
  const ways: Record<string, Way> = { fetch: byFetch, 'node:http': byHttp, streamChat: byStreamChat }
  const figures = Object.fromEntries(Object.keys(ways).map((name) => [name, [] as number[]]))
  for (let i = 0; i < ROUNDS + 1; i++) {
    for (const [name, way] of Object.entries(ways)) {
      const cost = await round(way)
      if (i > 0) figures[name]!.push(cost)
    }
  }
  for (const [name, costs] of Object.entries(figures)) {
    console.log(
      `${name.padEnd(10)} ${median(costs).toFixed(1)} CPU ms per 1,000 tokens (${costs.map((cost) => cost.toFixed(1)).join(' ')})`,
    )
  }
} finally {
  upstream.kill()
  agent.destroy()
}
