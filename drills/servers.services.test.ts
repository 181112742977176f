import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { contentOf, FrameReader, readTurn, toChatFrame } from '../src/test/frames.ts'
import { textOf } from '../src/test/upstream/texts.ts'
import { PATIENT } from './limits.ts'
import { mariadbAway } from './scenarios/database.ts'
import { disconnects } from './scenarios/disconnects.ts'
import { rolling } from './scenarios/rolling.ts'
import type { Instance } from './world/instance.ts'
import { startWorld, type World } from './world/world.ts'

let world: World
let one: Instance
let other: Instance

beforeAll(async () => {
  world = await startWorld()
  ;[one, other] = world.instances as [Instance, Instance]
})
afterAll(() => world.stop())

const post = (url: string, fields: Record<string, string>, headers = world.user.bearer, signal?: AbortSignal) =>
  fetch(url, { method: 'POST', body: new URLSearchParams(fields), headers, redirect: 'manual', ...(signal ? { signal } : {}) })

const get = (url: string, headers: Record<string, string>) => fetch(url, { headers, redirect: 'manual' })

const callsOf = async (question: string) => (await world.upstream.calls()).filter(({ prompt }) => prompt === question)

async function answerOf(messageId: string | undefined) {
  return (await world.records.answers()).find(({ id }) => id === messageId)
}

const usageRowsOf = async (messageId: string | undefined) => (await world.records.usage()).filter((row) => row.messageId === messageId)

/** Asks, and resolves when a few tokens have come. */
async function begin(instance: Instance, question: string) {
  const reader = new FrameReader(await post(`${instance.url}/api/chat`, { message: question }))
  const frames = await reader.until(({ data }) => data.includes('"5 "'))
  return { reader, opening: toChatFrame(frames[0]!) }
}

describe('two servers without sticky sessions', () => {
  it('whoever signs in at one is signed in at the other, and signed out at both', async () => {
    const account = { username: 'drill', password: 'correct horse battery' }
    const login = await post(`${one.url}/login`, account, { 'sec-fetch-site': 'same-origin' })
    const cookie = login.headers.getSetCookie()[0]?.split(';')[0] ?? ''
    expect((await get(`${other.url}/chat`, { cookie })).status).toBe(200)
    await post(`${other.url}/logout`, {}, { cookie, 'sec-fetch-site': 'same-origin' })
    for (const { url } of [one, other]) expect((await get(`${url}/chat`, { cookie })).status).toBe(303)
  })

  it('a token of one is good at the other, until it is revoked there', async () => {
    const issued = await post(`${one.url}/api/auth/token`, { username: 'drill', password: 'correct horse battery' }, {})
    const headers = { authorization: `Bearer ${((await issued.json()) as { token: string }).token}` }
    expect((await get(`${other.url}/api/auth/me`, headers)).status).toBe(200)
    await fetch(`${other.url}/api/auth/token`, { method: 'DELETE', headers })
    expect((await get(`${one.url}/api/auth/me`, headers)).status).toBe(401)
  })

  it('a stop at one ends what the other writes, and keeps what came', async () => {
    const question = 'Stop me over there [[fake:text=numbers&tokens=400&tps=20]]'
    const { reader, opening } = await begin(one, question)
    expect((await post(`${other.url}/api/messages/${opening.message_id}/stop`, {})).status).toBe(200)
    await vi.waitFor(async () => expect(await callsOf(question)).toMatchObject([{ aborted: true }]), { timeout: 2_000, interval: 20 })
    const last = (await reader.all()).map(toChatFrame).at(-1)
    expect(last).toMatchObject({ type: 'done', status: 'stopped' })
    const saved = await answerOf(opening.message_id)
    expect(saved).toMatchObject({ status: 'stopped' })
    expect(textOf('numbers', 400).startsWith(saved?.content ?? '')).toBe(true)
    expect(saved?.content.startsWith('0 1 2 3 4 5 ')).toBe(true)
    expect(await usageRowsOf(opening.message_id)).toMatchObject([{ status: 'stopped', estimated: 1, settled: 1 }])
  })

  it('the same client id at both at the same moment is one turn, called and counted once', async () => {
    for (let round = 0; round < 4; round++) {
      const fields = { message: `Twice ${round} [[fake:text=numbers&tokens=5]]`, client_id: `twice-${round}` }
      const answers = await Promise.all([one, other, one, other].map(({ url }) => post(`${url}/api/chat`, fields).then(readTurn)))
      expect(answers.map(contentOf)).toEqual(Array(4).fill(textOf('numbers', 5)))
      expect(new Set(answers.map(([first]) => first?.message_id)).size).toBe(1)
      expect(await callsOf(fields.message)).toHaveLength(1)
      expect(await usageRowsOf(answers[0]?.[0]?.message_id)).toHaveLength(1)
    }
  })

  it('an answer of one is followed at the other, live and whole, by events, as text and as one object', async () => {
    const { opening } = await begin(one, 'Follow me there [[fake:text=numbers&tokens=60&tps=20]]')
    const stream = (accept: string) => get(`${other.url}/api/messages/${opening.message_id}/stream`, { ...world.user.bearer, accept })
    const [events, text, object] = await Promise.all([
      stream('text/event-stream').then(readTurn),
      stream('text/plain').then((response) => response.text()),
      stream('application/json').then((response) => response.json()),
    ])
    expect(contentOf(events)).toBe(textOf('numbers', 60))
    expect(text).toBe(textOf('numbers', 60))
    expect(object).toMatchObject({ content: textOf('numbers', 60), status: 'complete' })
  })

  it('a hundred reconnects to an answer that is over, or not there, end at once and call nobody', async () => {
    const question = 'Long over [[fake:text=numbers&tokens=3]]'
    const [opening] = await readTurn(await post(`${one.url}/api/chat`, { message: question }))
    const calls = (await world.upstream.calls()).length
    const ids = Array.from({ length: 100 }, (_, i) => ({ ...world.user.bearer, 'last-event-id': String(i % 10) }))
    const over = await Promise.all(
      ids.map((headers, i) => get(`${[one, other][i % 2]!.url}/api/messages/${opening?.message_id}/stream`, headers).then(readTurn)),
    )
    expect(over.map((frames) => frames.at(-1)?.type)).toEqual(Array(100).fill('done'))
    const unknown = `${other.url}/api/messages/${crypto.randomUUID()}/stream`
    expect((await get(unknown, world.user.bearer)).status).toBe(404)
    expect((await world.upstream.calls()).length).toBe(calls)
  })
})

describe('what breaks', () => {
  it('readers that are cut forty times, a killed server and a lost Redis: no token is lost or doubled', async () => {
    expect((await disconnects(world, { seed: 20, cuts: 40, atATime: 8, most: 50, seconds: 5, limits: PATIENT })).violations).toEqual([])
  })

  it('a rolling restart of both loses no answer', async () => {
    expect((await rolling(world, { seed: 21, streams: 8, most: 50 })).violations).toEqual([])
  })

  it('answers go on while MariaDB is away, and are saved when it is back', async () => {
    expect((await mariadbAway(world, { seed: 22, turns: 6, most: 40, awayMs: 3_000 })).violations).toEqual([])
  })
})
