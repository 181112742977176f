import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startReaper } from '../chat/service.ts'
import { newId } from '../ids.ts'
import { estimateTokens } from '../llm/estimate.ts'
import { createTransport } from '../llm/transport.ts'
import { silentLog } from '../log.ts'
import { makeApp, type Send, type TestApp } from '../test/makeApp.ts'
import { addModel } from '../test/models.ts'
import type { FakeCall } from '../test/upstream/call.ts'
import { deepseekUsage } from '../test/upstream/chunks.ts'
import type { Script } from '../test/upstream/upstream.ts'
import { newWriter } from '../turn/writer.ts'
import { chartFor, chartOf, daysOf, firstDayOf, rollUpSome, statsOf, type Sums, topUsers, totalsByKey, totalsByModel } from './service.ts'

/** The same numbers each time (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const random = createRandom(20_261_130)
const below = (limit: number): number => Math.floor(random() * limit)
const oneOf = <T>(list: readonly T[]): T => list[below(list.length)]!

const HOUR = 3_600_000
const START = Date.UTC(2026, 10, 25, 16, 20)
/** hours from UTC, in winter */
const PEOPLE = {
  alice: { zone: 'Asia/Shanghai', hours: 8 },
  bob: { zone: 'America/Los_Angeles', hours: -8 },
  carol: { zone: 'UTC', hours: 0 },
}
/** where everybody's days begin */
const SITE = { zone: 'Asia/Kathmandu', hours: 5.75 }
type Name = keyof typeof PEOPLE
const NAMES = Object.keys(PEOPLE) as Name[]
const MODELS = ['fake', 'dollar', 'free'] as const
const DEARER = Date.UTC(2026, 11, 8)

/** What a call has to come to, as the upstream counted it, or where it did not tell as it can be estimated. */
type Expected = {
  user: Name
  model: string
  key: string
  at: number
  status: string
  estimated: boolean
  prompt: number
  cached: number
  completion: number
  reasoning: number
}

/** In millionths per million tokens. The working hours of Beijing cost double, and from December 8 on all is dearer. */
function priceBy(model: string, at: number): { currency: string; input: bigint; cached: bigint; output: bigint } {
  if (model === 'free') return { currency: 'CNY', input: 0n, cached: 0n, output: 0n }
  if (model === 'dollar') return { currency: 'USD', input: 270_011n, cached: 27_001n, output: 1_100_009n }
  const beijing = new Date(at + 8 * HOUR)
  const hour = beijing.getUTCHours()
  const isWorkday = beijing.getUTCDay() >= 1 && beijing.getUTCDay() <= 5
  const times = isWorkday && ((hour >= 9 && hour < 12) || (hour >= 14 && hour < 18)) ? 2n : 1n
  const [input, cached, output] = at >= DEARER ? [1_500_007n, 150_001n, 5_000_003n] : [1_333_333n, 133_337n, 4_000_001n]
  return { currency: 'CNY', input: input * times, cached: cached * times, output: output * times }
}

function costBy({ model, at, prompt, cached, completion }: Expected): { currency: string; cost: number } {
  const { currency, ...price } = priceBy(model, at)
  const exact = BigInt(prompt - cached) * price.input + BigInt(cached) * price.cached + BigInt(completion) * price.output
  return { currency, cost: Number((exact * 2n + 1_000_000n) / 2_000_000n) }
}

const WINDOWS = [
  { zone: 'Asia/Shanghai', weekdays: [1, 2, 3, 4, 5], start: '09:00', end: '12:00' },
  { zone: 'Asia/Shanghai', weekdays: [1, 2, 3, 4, 5], start: '14:00', end: '18:00' },
]
function withPeaks(from: string, input: number, cached_input: number, output: number) {
  const line = { currency: 'CNY', from, input, cached_input, output }
  const double = { input: input * 2, cached_input: cached_input * 2, output: output * 2 }
  return [line, ...WINDOWS.map((window) => ({ ...line, ...double, ...window }))]
}
const PRICES = [
  ...withPeaks('2026-01-01T00:00:00.000Z', 1_333_333, 133_337, 4_000_001),
  ...withPeaks(new Date(DEARER).toISOString(), 1_500_007, 150_001, 5_000_003),
]
const DOLLARS = [{ currency: 'USD', from: '2026-01-01T00:00:00.000Z', input: 270_011, cached_input: 27_001, output: 1_100_009 }]

let apps: TestApp[]
let ids: Record<string, string>
let keys: Map<string, string>
const ledger: Expected[] = []

/** No connection counts as idle, however slow the machine is: none that is reset is tried again unseen, and the upstream counts each call once. */
const transport = createTransport({ now: () => 0 })

beforeAll(async () => {
  const here = await makeApp({ transport })
  const { db, t } = here.db
  await db.update(t.models).set({ prices: PRICES })
  await here.upstreams.connect({
    apiKey: 'sk-test-key-0002',
    baseUrl: here.upstream.url,
    label: 'second',
    provider: 'fake',
    allowPrivate: true,
  })
  await addModel(here, { upstreamId: 'dollar', prices: DOLLARS })
  await addModel(here, { upstreamId: 'free' })
  apps = [here, await makeApp({ beside: here, transport })]
  setClocks(START)
  for (const name of NAMES) {
    await here.as(name)
    if (name !== 'carol') await db.update(t.users).set({ timeZone: PEOPLE[name].zone }).where(eq(t.users.username, name))
  }
  ids = Object.fromEntries((await db.select().from(t.users)).map(({ username, id }) => [username, id]))
  keys = new Map((await db.select().from(t.apiKeys)).map(({ last4, id }) => [last4, id]))
  setClocks(START + 5_000)
})
afterAll(async () => {
  for (const app of apps.toReversed()) await app.close()
})

const setClocks = (at: number) => apps.forEach(({ clock }) => (clock.now = at))
const now = () => Math.max(...apps.map(({ clock }) => clock.now))

/** One turn: who asks what, where and how, and what the upstream makes of it. */
type Turn = { app: TestApp; name: Name; send: Send; model: string; arrivals: { call: FakeCall; at: number }[] }

async function begin(): Promise<Turn> {
  const app = oneOf(apps)
  const name = oneOf(NAMES)
  return { app, name, send: await app.as(name), model: oneOf(MODELS), arrivals: [] }
}

/** Over the API or by the form of the page, without waiting for the end. */
async function ask({ app, send, model, arrivals }: Turn, scripts: Script[]): Promise<void> {
  app.upstream.script((call) => {
    arrivals.push({ call, at: app.clock.now })
    return scripts[Math.min(arrivals.length, scripts.length) - 1]!
  })
  const message = `${newId()} ${'so many words '.repeat(below(120))}`
  if (random() < 0.5) expect((await send('/chat', { form: { message, model } })).status).toBe(303)
  else void (await send('/api/chat', { json: { message, model } })).text()
}

async function isOver(): Promise<void> {
  await expect.poll(() => apps.map(({ turns }) => turns.running), { interval: 5, timeout: 8_000 }).toEqual([0, 0])
}
const NO_TOKENS = { prompt: 0, cached: 0, completion: 0, reasoning: 0 }

function note({ name, model, arrivals }: Turn, index: number, status: string, counts: Partial<Expected>): void {
  const { call, at } = arrivals[index]!
  const key = keys.get(call.key?.slice(-4) ?? '') ?? ''
  ledger.push({ user: name, model, key, at, status, estimated: false, ...NO_TOKENS, ...counts })
}

/** As the upstream itself has counted a call. */
function toldBy(call: FakeCall) {
  const usage = deepseekUsage(call.counts())
  const { prompt_tokens: prompt, prompt_cache_hit_tokens: cached, completion_tokens: completion } = usage
  return { prompt, cached, completion, reasoning: usage.completion_tokens_details.reasoning_tokens }
}

const openRow = async () => {
  const { db, t } = apps[0]!.db
  return (await db.select().from(t.tokenUsage).where(eq(t.tokenUsage.status, 'open')))[0]!
}
const savedText = async (id: string | null) => {
  const { db, t } = apps[0]!.db
  return (
    (
      await db
        .select()
        .from(t.messages)
        .where(eq(t.messages.id, id ?? ''))
    )[0]?.content ?? ''
  )
}

const answer = (): Script => ({ tokens: 1 + below(60), reasoning: below(2) * below(20) })

async function answered(turn: Turn, faults: Script[]): Promise<void> {
  await ask(turn, [...faults, answer()])
  await isOver()
  expect(turn.arrivals).toHaveLength(faults.length + 1)
  for (const index of faults.keys()) note(turn, index, 'failed', {})
  note(turn, faults.length, 'complete', toldBy(turn.arrivals.at(-1)!.call))
}

async function failed(turn: Turn, fault: Script): Promise<void> {
  await ask(turn, [fault])
  await isOver()
  for (const index of turn.arrivals.keys()) note(turn, index, 'failed', {})
}

/** A call that the test plays by hand, up to `words` of its answer. */
async function halfWay(turn: Turn, words: number) {
  const taken = turn.app.upstream.nextCall()
  await ask(turn, [{ manual: true }])
  const call = await taken
  for (let sent = 0; sent < words; sent++) await call.send('word ')
  return { call, open: await openRow() }
}

async function stopped(turn: Turn, words: number, isTold: boolean): Promise<void> {
  const { call, open } = await halfWay(turn, words)
  const counts = call.counts()
  if (isTold) await call.data(JSON.stringify({ choices: [], usage: deepseekUsage({ ...counts, completion: counts.completion + 1 }) }))
  if (isTold) await call.send('word ')
  const seen = () => turn.app.turns.find(open.messageId ?? '')?.snapshot().content.length
  await expect.poll(seen, { interval: 5 }).toBe((words + (isTold ? 1 : 0)) * 'word '.length)
  await turn.send(`/api/messages/${open.messageId}/stop`, { method: 'POST' })
  await isOver()
  const estimate = { prompt: open.promptTokens, completion: estimateTokens(await savedText(open.messageId)), estimated: true }
  note(turn, 0, 'stopped', isTold ? toldBy(call) : estimate)
}

/** The process that writes an answer dies, as others see it. */
async function abandoned(turn: Turn): Promise<void> {
  const { call, open } = await halfWay(turn, 1 + below(9))
  const { db, t } = turn.app.db
  await db
    .update(t.messages)
    .set({ owner: newWriter('dead') })
    .where(eq(t.messages.id, open.messageId ?? ''))
  const other = oneOf(apps)
  const instance = { id: newId(), isGone: () => Promise.resolve(true) }
  const stop = await startReaper({ ...other, now, instance, log: silentLog() })
  stop()
  const completion = estimateTokens(await savedText(open.messageId))
  note(turn, 0, 'interrupted', { prompt: open.promptTokens, completion, estimated: true })
  await call.finish()
  await isOver()
}

const ENDS: ((turn: Turn) => Promise<void>)[] = [
  (turn) => answered(turn, []),
  (turn) => answered(turn, []),
  (turn) => answered(turn, [{ fault: '503' }]),
  (turn) => answered(turn, [{ fault: 'reset@0' }, { fault: '500' }]),
  (turn) => failed(turn, { fault: '400' }),
  (turn) => failed(turn, { fault: 'incomplete@3' }),
  (turn) => stopped(turn, 1 + below(20), true),
  (turn) => stopped(turn, 1 + below(20), false),
  (turn) => stopped(turn, 0, false),
  (turn) => abandoned(turn),
]

const dayBy = ({ user, at }: Expected, hours: number = PEOPLE[user].hours): string => new Date(at + hours * HOUR).toISOString().slice(0, 10)

function sumBy(isMeant: (call: Expected) => boolean): Sums {
  const calls = ledger.filter(isMeant)
  const total = (figure: (call: Expected) => number) => calls.reduce((sum, call) => sum + figure(call), 0)
  const currencies = [...new Set(calls.map((call) => costBy(call).currency))]
  const spent = (currency: string) => total((call) => (costBy(call).currency === currency ? costBy(call).cost : 0))
  return {
    requests: calls.length,
    failed: calls.filter(({ status }) => status === 'failed').length,
    promptTokens: total(({ prompt }) => prompt),
    cachedTokens: total(({ cached }) => cached),
    completionTokens: total(({ completion }) => completion),
    reasoningTokens: total(({ reasoning }) => reasoning),
    totalTokens: total(({ prompt, completion }) => prompt + completion),
    costs: currencies
      .sort()
      .map((currency) => ({ currency, cost: spent(currency) }))
      .sort((a, b) => b.cost - a.cost),
  }
}

const EVER = { from: '2026-11-01', to: '2027-12-31' }
const mondayBefore = (day: string): string => {
  const date = new Date(day)
  while (date.getUTCDay() !== 1) date.setUTCDate(date.getUTCDate() - 1)
  return date.toISOString().slice(0, 10)
}

async function expectStats(name: Name | null): Promise<void> {
  const { zone, hours } = name === null ? SITE : PEOPLE[name]
  const today = new Date(now() + hours * HOUR).toISOString().slice(0, 10)
  const meant = (isMeant: (day: string) => boolean) => sumBy((call) => (name === null || call.user === name) && isMeant(dayBy(call, hours)))
  const stats = await statsOf(oneOf(apps).db, name === null ? null : ids[name]!, zone, new Date(now()))
  expect(stats).toEqual({
    today: meant((day) => day === today),
    week: meant((day) => day >= mondayBefore(today)),
    month: meant((day) => day.startsWith(today.slice(0, 7))),
    total: meant(() => true),
  })
}

async function expectChart(name: Name | null): Promise<void> {
  const { zone, hours } = name === null ? SITE : PEOPLE[name]
  const to = new Date(now() + hours * HOUR).toISOString().slice(0, 10)
  const { db } = apps[0]!
  const userId = name === null ? null : ids[name]!
  const lines = await daysOf(db, userId, { from: firstDayOf(90, to), to, zone })
  expect(await chartFor(db, userId, 90, zone, new Date(now()))).toEqual(chartOf(lines, 90, to))
}

async function expectEveryReader(): Promise<void> {
  const { db } = oneOf(apps)
  for (const name of [...NAMES, null]) {
    await expectStats(name)
    await expectChart(name)
    const { zone, hours } = name === null ? SITE : PEOPLE[name]
    const lines = await daysOf(db, name === null ? null : ids[name]!, { ...EVER, zone })
    const isTheirs = (call: Expected) => name === null || call.user === name
    const groups = new Set(ledger.filter(isTheirs).map((call) => `${dayBy(call, hours)} ${call.model} ${costBy(call).currency}`))
    expect(lines.map(({ day, model, currency }) => `${day} ${model} ${currency}`)).toEqual([...groups].sort())
    for (const { day, model, currency, cost, ...counts } of lines) {
      const { costs, ...expected } = sumBy((call) => isTheirs(call) && dayBy(call, hours) === day && call.model === model)
      expect({ ...counts, costs: [{ currency, cost }] }).toEqual({ ...expected, costs })
    }
  }
  for (const { model, ...sums } of await totalsByModel(db, { ...EVER, zone: SITE.zone }))
    expect(sums).toEqual(sumBy((call) => call.model === model))
  const byKey = await totalsByKey(db, { ...EVER, zone: SITE.zone })
  for (const { keyId, keyLabel: _, ...sums } of byKey) expect(sums).toEqual(sumBy(({ key }) => key === keyId))
  expect(byKey.reduce((sum, { requests }) => sum + requests, 0)).toBe(ledger.length)
  for (const month of new Set(ledger.map((call) => dayBy(call).slice(0, 7))))
    for (const { userId, ...sums } of await topUsers(db, month, 10))
      expect(sums).toEqual(sumBy((call) => ids[call.user] === userId && dayBy(call).startsWith(month)))
}

type Priced = { inputPrice: number | null; cachedInputPrice: number | null; outputPrice: number | null }
const pricesIn = ({ inputPrice, cachedInputPrice, outputPrice }: Priced) => [inputPrice, cachedInputPrice, outputPrice]

async function expectRecords(): Promise<void> {
  const { db, t } = apps[0]!.db
  const rows = await db.select().from(t.tokenUsage)
  const told = rows.map((row) => [row.createdAt.getTime(), row.userId, row.model, row.keyId, row.status, row.estimated, row.promptTokens])
  const said = ledger.map((call) => [call.at, ids[call.user], call.model, call.key, call.status, call.estimated, call.prompt])
  const inOrder = (lines: unknown[][]) => lines.map((line) => JSON.stringify(line)).sort()
  expect(inOrder(told)).toEqual(inOrder(said))
  const priced = rows.map((row) => [
    row.cachedTokens,
    row.completionTokens,
    row.reasoningTokens,
    row.totalTokens,
    row.currency,
    row.cost,
    ...pricesIn(row),
  ])
  const reckoned = ledger.map((call) => {
    const { currency, cost } = costBy(call)
    const { input, cached, output } = priceBy(call.model, call.at)
    const prices = [input, cached, output].map((price) => (call.model === 'free' ? null : Number(price)))
    return [call.cached, call.completion, call.reasoning, call.prompt + call.completion, currency, cost, ...prices]
  })
  expect(inOrder(priced)).toEqual(inOrder(reckoned))
}

describe('what calls came to', () => {
  it('is, by every reader, what the upstream counted and its prices make of it, whatever becomes of the turns', async () => {
    const ends = Array.from({ length: 5 }, () => ENDS).flat()
    for (let left = ends.length; left > 0; left--) {
      const [end] = ends.splice(below(left), 1)
      await end!(await begin())
      const rollingUp = apps.filter(() => random() < 0.3).map(({ db }) => rollUpSome(db, SITE.zone))
      if (left % 16 === 0) await expectEveryReader()
      await Promise.all(rollingUp)
      setClocks(now() + 60_000 + below(28 * HOUR))
    }
    expect(ledger.length).toBeGreaterThan(60)
    await expectRecords()
    await expectEveryReader()
    while (await rollUpSome(oneOf(apps).db, SITE.zone));
    expect(await apps[0]!.db.db.$count(apps[0]!.db.t.usageQueue)).toBe(0)
    await expectEveryReader()
    const spent = sumBy(() => true)
    expect(spent.costs.map(({ currency }) => currency).sort()).toEqual(['CNY', 'USD'])
    expect(spent.cachedTokens).toBeGreaterThan(0)
    expect(spent.reasoningTokens).toBeGreaterThan(0)
    expect(new Set(ledger.map(({ status }) => status))).toEqual(new Set(['complete', 'failed', 'stopped', 'interrupted']))
  })
})
