/**
 * What reading an upstream costs: CPU ms per 1,000 tokens by `fetch` and by `node:http`, both with the same parser, and
 * by the whole of `streamChat`. One event per packet, as models send them. Rounds are interleaved; about 30 seconds.
 */
import http from 'node:http'
import { createParser } from 'eventsource-parser'
import { streamChat } from '../../src/llm/stream.ts'
import type { Figure } from '../figures.ts'
import { startUpstream } from '../server.ts'

const STREAMS = 200
const TOKENS = 50
const ROUNDS = 3
const MESSAGES = [{ role: 'user' as const, content: `[[fake:tokens=${TOKENS}&tps=20&text=words]]` }]
const BODY = JSON.stringify({ model: 'fake', stream: true, messages: MESSAGES })
const HEADERS = { 'content-type': 'application/json', authorization: 'Bearer k' }

type Way = (baseUrl: string) => Promise<number>

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

const byFetch: Way = async (baseUrl) => {
  const response = await fetch(`${baseUrl}/chat/completions`, { method: 'POST', headers: HEADERS, body: BODY })
  const counter = tokenCounter()
  for await (const bytes of response.body!) counter.feed(bytes)
  return counter.tokens()
}

const agent = new http.Agent({ keepAlive: true, maxSockets: Infinity })

const byHttp: Way = (baseUrl) =>
  new Promise((resolve, reject) => {
    const request = http.request(`${baseUrl}/chat/completions`, { method: 'POST', headers: HEADERS, agent }, (response) => {
      const counter = tokenCounter()
      response.on('data', counter.feed).on('error', reject)
      response.on('end', () => resolve(counter.tokens()))
    })
    request.on('error', reject).end(BODY)
  })

const byStreamChat: Way = async (baseUrl) => {
  let tokens = 0
  const request = { model: 'fake', messages: MESSAGES }
  await streamChat({}, { baseUrl, apiKey: 'k' }, request, () => tokens++, new AbortController().signal)
  return tokens
}

async function round(way: Way, baseUrl: string): Promise<number> {
  const before = process.cpuUsage()
  const counts = await Promise.all(Array.from({ length: STREAMS }, () => way(baseUrl)))
  const { user, system } = process.cpuUsage(before)
  const tokens = counts.reduce((sum, count) => sum + count, 0)
  if (tokens !== STREAMS * TOKENS) throw new Error(`${tokens} tokens arrived of ${STREAMS * TOKENS}`)
  return (user + system) / tokens
}

export async function run(): Promise<Figure[]> {
  const upstream = await startUpstream()
  const ways: Record<string, Way> = { fetch: byFetch, 'node:http': byHttp, streamChat: byStreamChat }
  const costs = Object.fromEntries(Object.keys(ways).map((name) => [name, [] as number[]]))
  for (let i = 0; i < ROUNDS + 1; i++) {
    for (const [name, way] of Object.entries(ways)) {
      const cost = await round(way, upstream.url)
      if (i > 0) costs[name]!.push(cost)
    }
  }
  agent.destroy()
  await upstream.stop()
  return Object.entries(costs).map(([name, rounds]) => ({
    what: `reading an upstream by ${name}`,
    unit: 'CPU ms per 1,000 tokens',
    rounds,
  }))
}
