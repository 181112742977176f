/**
 * What an answer of some 1,500 tokens costs: the CPU of rendering it whole, and of a page that watches it grow, from the log of the
 * turn to the bytes for the socket. The clock is moved by hand: tokens come at their pace, and nobody waits for them.
 */
import { setImmediate as others } from 'node:timers/promises'
import { createAnswerView } from '../src/chat/answerView.ts'
import { htmlSource } from '../src/chat/htmlStream.tsx'
import { renderMarkdown, type RenderOptions } from '../src/markdown/markdown.ts'
import { createMemoryLog, type WritableTurnLog } from '../src/turn/log.ts'
import { stringsFor } from '../templates/i18n/index.ts'
import { sampleMessage } from '../templates/samples.ts'
import { TOKENS_OF_ANSWER } from './answer.ts'
import { Clock } from './clock.ts'
import type { Figure } from './figures.ts'

const ROUNDS = 200
/** rounds until the code is warm: after 25 it still takes twice as long as after 150 */
const WARM = 150
const PACES = [50, 10] as const
const MOST_CPU = 8
const MOST_BYTES = 80

const t = stringsFor('en')
const id = '0190b7d2-f6c0-7d7e-8a4b-9c3e0f1a2b3c'
const clock = new Clock()
const options: RenderOptions = { idPrefix: `m-${id}-`, words: t.markdown }

async function answer(log: WritableTurnLog, tokensPerSecond: number): Promise<void> {
  for (const content of TOKENS_OF_ANSWER) {
    log.append({ type: 'content', content })
    await others()
    clock.tick(1_000 / tokensPerSecond)
  }
  log.append({ type: 'done', finish_reason: 'stop', status: 'complete' })
}

/** Bytes and writes that one page gets of it. */
async function watch(tokensPerSecond: number): Promise<{ bytes: number; writes: number }> {
  const log = createMemoryLog()
  const final = async (html = '') => sampleMessage({ id, html })
  const source = htmlSource({ t, messageId: id, view: createAnswerView(log, options), from: 0, final })
  const sent = { bytes: 0, writes: 0 }
  const pump = () => {
    const frames = source.read(64 * 1024)
    sent.bytes += Buffer.byteLength(frames)
    sent.writes += frames === '' ? 0 : 1
  }
  const unwatch = source.watch(pump)
  await answer(log, tokensPerSecond)
  while (!source.ended) await others().then(pump)
  unwatch()
  return sent
}

async function cpuOf(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000
}

async function measure(work: () => Promise<unknown>, measuring?: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = []
  for (let round = 0; round < ROUNDS; round++) times.push((await cpuOf(work)) - (measuring ? await cpuOf(measuring) : 0))
  return times
}

async function watched(tokensPerSecond: number): Promise<Figure[]> {
  const unseen = () => answer(createMemoryLog(), tokensPerSecond)
  const rounds = await measure(() => watch(tokensPerSecond), unseen)
  const { bytes, writes } = await watch(tokensPerSecond)
  const what = `Markdown, an answer watched at ${tokensPerSecond} tokens/s`
  return [
    { what, unit: 'CPU ms', most: MOST_CPU, rounds: rounds.slice(WARM) },
    { what: `${what}: on the wire`, unit: 'bytes per token', most: MOST_BYTES, rounds: [bytes / TOKENS_OF_ANSWER.length] },
    { what: `${what}: frames`, unit: '', rounds: [writes] },
  ]
}

export async function figures(): Promise<Figure[]> {
  const memory = process.memoryUsage.rss()
  const unit = 'CPU ms'
  const whole = await measure(() => renderMarkdown(TOKENS_OF_ANSWER.join(''), options))
  clock.install()
  const all: Figure[] = []
  for (const pace of PACES) all.push(...(await watched(pace)))
  clock.uninstall()
  return [
    { what: 'Markdown, an answer whole, first of all', unit, rounds: whole.slice(0, 1) },
    { what: 'Markdown, an answer whole', unit, rounds: whole.slice(WARM) },
    ...all,
    { what: 'Markdown: memory more than before', unit: 'MB', rounds: [(process.memoryUsage.rss() - memory) / 1e6] },
  ]
}
