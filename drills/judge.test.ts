import { expect, it } from 'vitest'
import { gather } from './crowd.ts'
import { judge, type Kill } from './judge.ts'
import { Turn } from './turn.ts'
import { EventClient } from './clients/events.ts'
import type { AnswerRecord, UsageRecord } from './world/records.ts'
import { createRandom } from './world/random.ts'
import type { SentCall } from './world/upstreamProcess.ts'
import type { World } from './world/world.ts'

const KILL = { at: 1_900, keptUntil: 900, instance: {} } as Kill

/** One turn of five tokens, sent at 500, 600, … ms, all of it as it should be but for what is given. */
function scene(
  change: {
    answer?: Partial<AnswerRecord>
    usage?: Partial<UsageRecord>[]
    calls?: Partial<SentCall>[]
    shows?: string
    told?: string
  } = {},
) {
  const turn = new Turn(1, 0, { tokens: 5, tps: 10, ttft: 0 })
  turn.isCalled('answer', 'conversation')
  const answer = {
    id: 'answer',
    question: turn.question,
    status: 'complete',
    content: turn.wanted,
    owner: 'one',
    errorCode: null,
    ...change.answer,
  }
  const usage = { messageId: 'answer', status: answer.status, estimated: 0, completionTokens: 5, settled: 1 }
  const call = { prompt: turn.question, at: 400, tokensAt: [500, 600, 700, 800, 1_600], completed: true, aborted: false }
  const world = {
    instances: [],
    user: { bearer: {}, cookie: {} },
    records: {
      answers: async () => [answer],
      questions: async () => [turn.question],
      usage: async () => (change.usage ?? [{}]).map((own) => ({ ...usage, ...own })),
    },
    upstream: { calls: async () => (change.calls ?? [{}]).map((own) => ({ ...call, ...own })) },
  } as unknown as World
  const { around } = gather(world, createRandom(1), AbortSignal.timeout(1_000))
  const reader = new EventClient(turn, around)
  reader.content = change.shows ?? answer.content
  reader.ending = change.told ?? answer.status
  turn.clients.push(reader)
  return { turn, world }
}

async function violationsOf(change: Parameters<typeof scene>[0], kills: Kill[] = []): Promise<string> {
  const { turn, world } = scene(change)
  return (await judge([turn], world, kills)).violations.join('\n')
}

const interrupted = { status: 'interrupted', content: '0 1 2 3 ' }
const estimated = [{ estimated: 1, completionTokens: 4 }]

it('finds nothing wrong with a whole answer, nor with one that a kill cut short', async () => {
  expect(await violationsOf({})).toBe('')
  expect(await violationsOf({ answer: interrupted, usage: estimated }, [KILL])).toBe('')
})

it.each([
  ['a token too few', { answer: { content: '0 1 2 4 ' } }, 'complete with'],
  ['a reader who shows less', { shows: '0 1 2 3 ' }, 'it shows 8 characters, saved are 10'],
  ['a reader who was told another end', { told: 'stopped' }, 'it was told stopped, saved is complete'],
  ['an answer that never ended', { answer: { status: 'streaming' } }, 'it ended as streaming'],
  ['an interruption by nobody', { answer: interrupted, usage: estimated }, 'nobody was killed'],
  ['two calls', { calls: [{}, {}] }, '2 upstream calls'],
  ['two usage rows', { usage: [{}, {}] }, '2 usage rows'],
  ['no usage row', { usage: [] }, '0 usage rows'],
  ['usage left open', { usage: [{ status: 'open', settled: 0 }] }, 'usage is open'],
  ['tokens counted twice', { usage: [{ completionTokens: 10 }] }, '10 tokens are counted'],
])('tells of %s', async (_, change, said) => {
  expect(await violationsOf(change)).toContain(said)
})

it('tells of a kill that cost more than it may, and of what is no prefix', async () => {
  expect(await violationsOf({ answer: { ...interrupted, content: '0 1 2 ' }, usage: estimated }, [KILL])).toContain(
    '3 tokens are kept, 4 had come',
  )
  expect(await violationsOf({ answer: { ...interrupted, content: '0 1 2 2 3 ' }, usage: estimated }, [KILL])).toContain('no prefix')
})
