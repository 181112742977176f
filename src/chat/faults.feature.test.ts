import { asc, desc, eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { stringsFor } from '../../templates/i18n/index.ts'
import { REASONS, STATUS, type Reason } from '../errors.ts'
import { FrameReader, readTurn } from '../test/frames.ts'
import { makeApp, type Send, type TestApp } from '../test/makeApp.ts'
import { INSTEAD, MIDWAY } from '../test/upstream/faults.ts'
import { textOf } from '../test/upstream/texts.ts'
import { type FakeUpstream, type Script, startFakeUpstream } from '../test/upstream/upstream.ts'

/** as it is planted by `makeApp` */
const KEY = 'sk-test-key-0001'
/** short enough for a test, long enough for a machine that is busy */
const LIMITS = { headersMs: 1_000, firstTokenMs: 1_000, stallMs: 1_000, keepaliveMs: 1_500, afterFinishMs: 1_000 }
const t = stringsFor('en')

type Failed = { reason: Reason; content?: string; calls?: number }
type Ended = { finish: string; content?: string; estimated?: boolean }

let test: TestApp
let alice: Send
let trap: FakeUpstream

beforeAll(async () => {
  test = await makeApp({ limits: LIMITS })
  trap = await startFakeUpstream()
  alice = await test.as('alice')
})
afterAll(async () => {
  await trap.stop()
  await test.close()
})

/** All that came out of the app for a question, and the row of its answer. */
type Told = { text: string; status: number; error: unknown }

async function askForObject(message: string): Promise<Told> {
  const response = await alice('/api/chat', { json: { message }, accept: 'application/json' })
  const text = await response.text()
  return { text, status: response.status, error: (JSON.parse(text) as { error?: { code: string } }).error?.code }
}

async function askForEvents(message: string): Promise<Told> {
  const response = await alice('/api/chat', { json: { message } })
  const frames = await readTurn(response)
  return { text: JSON.stringify(frames), status: response.status, error: frames.at(-1)?.code }
}

async function askOnPage(message: string): Promise<Told> {
  const response = await alice('/chat', { form: { message } })
  const path = response.headers.get('Location') ?? ''
  const { id } = await answerRow()
  const frames = await new FrameReader(await alice(`/messages/${id}/stream?from=0`)).all()
  return { text: JSON.stringify(frames) + (await (await alice(path)).text()), status: response.status, error: undefined }
}

async function answerRow() {
  const { db, t: tables } = test.db
  const [row] = await db
    .select()
    .from(tables.messages)
    .where(eq(tables.messages.role, 'assistant'))
    .orderBy(desc(tables.messages.id))
    .limit(1)
  if (!row) throw new Error('no answer')
  return row
}

const usageOf = (messageId: string) => {
  const { db, t: tables } = test.db
  return db.select().from(tables.tokenUsage).where(eq(tables.tokenUsage.messageId, messageId)).orderBy(asc(tables.tokenUsage.attempt))
}

/** Every text that the database has. */
async function dump(): Promise<string> {
  const { db, t: tables } = test.db
  const rows = await Promise.all(Object.values(tables).map((table) => db.select().from(table)))
  return JSON.stringify(rows)
}

/** The key is as good as new, as after an admin's visit. */
async function mendKey(): Promise<void> {
  test.clock.now += 61_000
  const { db, t: tables } = test.db
  await db.update(tables.apiKeys).set({ status: 'ok', until: null, updatedAt: new Date(test.clock.now) })
  test.clock.now += 1_001
}

async function expectFineAgain(): Promise<void> {
  await mendKey()
  test.upstream.script({ content: ['fine'] })
  expect(await askForObject('And now?')).toMatchObject({ status: 200, text: expect.stringContaining('"content":"fine"') })
}

type Door = {
  name: string
  ask(message: string): Promise<Told>
  /** how a failure shows */
  failed(reason: Reason): object
  /** how an end shows that is not simply one */
  ended(finish: string): object
}

const DOORS: Door[] = [
  {
    name: 'one object',
    ask: askForObject,
    failed: (reason) => ({ status: STATUS[REASONS[reason]], error: REASONS[reason] }),
    ended: (finish) => ({ status: 200, text: expect.stringContaining(`"finish_reason":"${finish}"`) }),
  },
  {
    name: 'events',
    ask: askForEvents,
    failed: (reason) => ({ error: REASONS[reason] }),
    ended: (finish) => ({ text: expect.stringContaining(`"finish_reason":"${finish}"`) }),
  },
  {
    name: 'the page',
    ask: askOnPage,
    failed: (reason) => ({ text: expect.stringContaining(t.reasons[reason]({})) }),
    ended: (finish) => ({ text: expect.stringContaining((t.state.finish as Record<string, string>)[finish] ?? 'data-status="complete"') }),
  },
]

/** Asks by each door; after each the row, the usage and the upstream's sockets are looked at. */
async function throughDoors(script: Script, check: (told: Told, door: Door, calls: number) => Promise<void>): Promise<void> {
  for (const door of DOORS) {
    await mendKey()
    test.upstream.script({ text: 'numbers', tps: 500, ...script })
    const before = test.upstream.calls.length
    const told = await door.ask('What is wrong?')
    const calls = test.upstream.calls.slice(before)
    await check(told, door, calls.length)
    await Promise.all(calls.map(({ closed }) => closed))
    expect(test.upstream.open).toBe(0)
    expect(told.text).not.toContain(KEY)
  }
}

async function expectFailed(script: Script, { reason, content = '', calls = 1 }: Failed): Promise<void> {
  await throughDoors(script, async (told, door, made) => {
    const row = await answerRow()
    const usage = await usageOf(row.id)
    expect([door.name, row.status, row.errorCode, row.content, made]).toEqual([door.name, 'failed', reason, content, calls])
    expect(usage.map(({ attempt, status, totalTokens, reservedTokens }) => [attempt, status, totalTokens, reservedTokens])).toEqual(
      Array.from({ length: calls }, (_, n) => [n + 1, 'failed', 0, 0]),
    )
    expect(told).toMatchObject(door.failed(reason))
    expect(told.text).toContain(content.trim().split(' ').at(-1))
  })
  await expectFineAgain()
}

async function expectEnded(script: Script, { finish, content = textOf('numbers', 12), estimated = false }: Ended): Promise<void> {
  await throughDoors({ tokens: 12, ...script }, async (told, door, made) => {
    const row = await answerRow()
    expect([door.name, row.status, row.finishReason, row.content, made]).toEqual([door.name, 'complete', finish, content, 1])
    expect(await usageOf(row.id)).toMatchObject([{ status: 'complete', estimated, reservedTokens: 0 }])
    expect(told).toMatchObject(door.ended(finish))
  })
}

/** faults that are told by a row below */
const told = new Set<string>()
const named = (script: Script): Script => {
  told.add((script.fault ?? '').split('@')[0]!)
  return script
}

const HALF = textOf('numbers', 3)

const INSTEAD_OF_AN_ANSWER: [string, Script, Failed][] = [
  ['no headers', { fault: 'noheaders' }, { reason: 'upstream_timeout' }],
  ['headers and no token', { fault: 'stall@0', ttft: 5, ka: 5 }, { reason: 'upstream_timeout' }],
  ['comments for ever', { fault: 'comments' }, { reason: 'upstream_timeout' }],
  ['nothing', { fault: 'nothing' }, { reason: 'upstream_empty' }],
  ['an answer without a word', { fault: 'empty' }, { reason: 'upstream_empty' }],
  ['a web page', { fault: 'html' }, { reason: 'upstream_broken' }],
  ['some text', { fault: 'garbage' }, { reason: 'upstream_broken' }],
  ['an error as JSON', { fault: 'jsonerror', message: `no ${KEY}` }, { reason: 'upstream_busy', calls: 3 }],
  ['a line of 5 MB', { fault: 'longline@5' }, { reason: 'upstream_broken' }],
  ['a closed connection', { fault: 'disconnect@0' }, { reason: 'upstream_unreachable', calls: 3 }],
  ['a reset connection', { fault: 'reset@0' }, { reason: 'upstream_unreachable', calls: 3 }],
  ['an error as its first event', { fault: 'error@0' }, { reason: 'upstream_busy', calls: 3 }],
]

const IN_THE_MIDDLE: [string, Script, Failed][] = [
  ['the connection closes', { fault: 'disconnect@3' }, { reason: 'upstream_incomplete' }],
  ['the connection is reset', { fault: 'reset@3' }, { reason: 'upstream_incomplete' }],
  ['the body ends', { fault: 'incomplete@3' }, { reason: 'upstream_incomplete' }],
  ['a line is cut in half', { fault: 'half@3' }, { reason: 'upstream_incomplete' }],
  ['an event is no JSON', { fault: 'malformed@3' }, { reason: 'upstream_broken' }],
  ['the chunks are garbled', { fault: 'chunking@3' }, { reason: 'upstream_broken' }],
  ['an error comes that tells the key', { fault: 'error@3', message: `bad ${KEY}` }, { reason: 'upstream_busy' }],
  ['nothing comes any more', { fault: 'stall@3' }, { reason: 'upstream_timeout' }],
  ['only comments come', { fault: 'mutter@3' }, { reason: 'upstream_timeout' }],
  ['it ends without a reason or a mark', { fault: 'nodone', finish: 'null', tokens: 3 }, { reason: 'upstream_incomplete' }],
]

const REFUSALS: [Script, Failed][] = [
  [{ fault: '400' }, { reason: 'upstream_refused' }],
  [{ fault: '401', message: `Incorrect API key provided: ${KEY}` }, { reason: 'no_key_works' }],
  [{ fault: '402' }, { reason: 'no_key_works' }],
  [{ fault: '403' }, { reason: 'no_key_works' }],
  [{ fault: '404' }, { reason: 'upstream_refused' }],
  [{ fault: '408' }, { reason: 'upstream_timeout' }],
  [{ fault: '422' }, { reason: 'upstream_refused' }],
  [{ fault: '429' }, { reason: 'upstream_busy', calls: 3 }],
  [
    { fault: '429', retry: '3' },
    { reason: 'upstream_busy', calls: 3 },
  ],
  [{ fault: '429', retry: '3600' }, { reason: 'upstream_busy' }],
  [{ fault: '429', retry: 'Wed, 21 Oct 2099 07:28:00 GMT' }, { reason: 'upstream_busy' }],
  [
    { fault: '429', retry: 'soon' },
    { reason: 'upstream_busy', calls: 3 },
  ],
  [{ fault: '429', code: 'insufficient_quota' }, { reason: 'no_key_works' }],
  [{ fault: '500' }, { reason: 'upstream_busy', calls: 3 }],
  [{ fault: '502' }, { reason: 'upstream_busy', calls: 3 }],
  [{ fault: '503' }, { reason: 'upstream_busy', calls: 3 }],
  [{ fault: '504' }, { reason: 'upstream_timeout' }],
  [{ fault: '529' }, { reason: 'upstream_busy', calls: 3 }],
]

describe('an upstream that sends', () => {
  it.each(INSTEAD_OF_AN_ANSWER)('%s instead of an answer', (_, script, expected) => expectFailed(named(script), expected))

  it.each(IN_THE_MIDDLE)('part of an answer until %s', (_, script, expected) =>
    expectFailed({ tokens: 12, ...named(script) }, { ...expected, content: HALF }),
  )

  it.each(REFUSALS)('a refusal: %o', (script, expected) => expectFailed(script, expected))

  it.each([301, 302, 303, 307, 308])('a redirect by %i, wherever it leads, is not followed', async (status) => {
    for (const location of [`${trap.url}/chat/completions`, '/v1/chat/completions', '//127.0.0.1:1/x', 'file:///etc/passwd', '']) {
      await expectFailed(named({ fault: `redirect@${status}`, location }), { reason: 'upstream_broken' })
    }
    expect([trap.calls.length, trap.strays, test.upstream.strays]).toEqual([0, [], []])
  })

  it('nothing, because nobody is there', async () => {
    const { db, t: tables } = test.db
    const [key] = await db.select().from(tables.apiKeys)
    await db.update(tables.apiKeys).set({ baseUrl: 'http://127.0.0.1:1/v1' })
    await throughDoors({}, async () => {
      expect(await answerRow()).toMatchObject({ status: 'failed', errorCode: 'upstream_unreachable' })
    })
    await db.update(tables.apiKeys).set({ baseUrl: key?.baseUrl ?? '' })
    await expectFineAgain()
  })
})

describe('an upstream that is odd', () => {
  it.each<Script>([
    { eol: 'crlf' },
    { eol: 'cr' },
    { bom: 1 },
    { split: 1 },
    { split: 7, eol: 'crlf', bom: 1 },
    { nospace: 1 },
    { ttft: 20, ka: 5 },
    { gzip: 1 },
    { gzip: 1, split: 5 },
    { group: 50 },
    { fault: 'nodone' },
    { fault: 'json' },
    { usage: 'openai' },
    { usage: 'choices' },
    { usage: 'late' },
    { usage: 'null' },
  ])('but valid (%o) gives the whole answer, with its own count', (script) => expectEnded(named(script), { finish: 'stop' }))

  it('and does not count gives the whole answer, with an estimate', () => expectEnded({ usage: '0' }, { finish: 'stop', estimated: true }))

  it.each([
    ['length', 'length'],
    ['content_filter', 'content_filter'],
    ['insufficient_system_resource', 'insufficient_system_resource'],
    ['tired', 'other'],
    ['null', 'other'],
  ])('and ends for %s says so, and keeps the count', (finish, told) => expectEnded({ finish }, { finish: told }))
})

describe('after all of that', () => {
  it('no fault of the fake was left out', () => {
    const faults = [...Object.keys(INSTEAD), ...Object.keys(MIDWAY), 'empty', 'nodone']
    expect(faults.filter((fault) => !told.has(fault))).toEqual([])
  })

  it('the key stands in no line of the log and nowhere in the database', async () => {
    expect(test.lines.length).toBeGreaterThan(100)
    expect(test.lines.join('')).toContain('[key]')
    expect(test.lines.join('')).not.toContain(KEY)
    expect(await dump()).not.toContain(KEY)
  })

  it('no call is left open', async () => {
    const { db, t: tables } = test.db
    expect(await db.select().from(tables.tokenUsage).where(eq(tables.tokenUsage.status, 'open'))).toEqual([])
  })
})
