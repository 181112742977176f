import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { silentLog } from '../log.ts'
import { type ChatFrame, contentOf, FrameReader, readTurn, toChatFrame } from '../test/frames.ts'
import { makeApp, type Send, type TestApp } from '../test/makeApp.ts'
import { type RedisService, startRedis } from '../test/services/redis.ts'
import { MADE_ANEW } from '../turn/cursor.ts'
import { startReaper } from './service.ts'

const SOON = { timeout: 10_000, interval: 20 }

let redis: RedisService
let here: TestApp
let there: TestApp
/** alice, as either process knows her */
let hereAs: Send
let thereAs: Send

beforeAll(async () => {
  redis = (await startRedis())!
  here = await makeApp({ redisUrl: redis.url })
  there = await makeApp({ beside: here })
  hereAs = await here.as('alice')
  thereAs = await there.as('alice')
})
afterAll(async () => {
  await there.close()
  await here.close()
  await redis.stop()
})

/** A turn that runs here, whose upstream the test plays by hand. */
async function startHere(body: object = { message: 'Count' }) {
  here.upstream.script({ manual: true })
  const taken = here.upstream.nextCall()
  const reader = new FrameReader(await hereAs('/api/chat', { json: body }))
  const opening = toChatFrame((await reader.next())!)
  return { call: await taken, reader, opening, messageId: String(opening.message_id) }
}

const followThere = async (messageId: string, after = 0) =>
  new FrameReader(await thereAs(`/api/messages/${messageId}/stream`, { headers: { 'Last-Event-ID': String(after) } }))

async function rowOf(messageId: string) {
  const { db, t } = here.db
  const [row] = await db.select().from(t.messages).where(eq(t.messages.id, messageId))
  const usage = await db.select().from(t.tokenUsage).where(eq(t.tokenUsage.messageId, messageId))
  return { ...row, usage }
}

const typed = async (reader: FrameReader, type: string): Promise<ChatFrame | undefined> => {
  const frames = await reader.until(({ data }) => data.includes(`"type":"${type}"`))
  return frames.map(toChatFrame).at(-1)
}

describe('an answer that another process writes', () => {
  it('is followed live and from every id, with the same ids', async () => {
    const { call, reader, opening, messageId } = await startHere()
    const early = await followThere(messageId)
    for (let n = 0; n < 30; n++) await call.send(`${n} `)
    const late = await followThere(messageId, 7)
    for (let n = 30; n < 60; n++) await call.send(`${n} `)
    await call.finish()
    const all = [opening, ...(await reader.all()).map(toChatFrame)]
    expect((await early.all()).map(toChatFrame)).toEqual(all)
    expect((await late.all()).map(toChatFrame)).toEqual(all.filter(({ id }) => id > 7))
    for (const after of [1, 30, all.length - 1]) {
      expect((await (await followThere(messageId, after)).all()).map(toChatFrame)).toEqual(all.filter(({ id }) => id > after))
    }
    expect(here.upstream.calls.filter(({ prompt }) => prompt === 'Count')).toHaveLength(1)
  })

  it('is shown on a page of the other process, block by block, and as a text and an object', async () => {
    const { call, messageId } = await startHere()
    const page = await thereAs(`/messages/${messageId}/stream?from=0`)
    const text = thereAs(`/api/messages/${messageId}/stream`, { accept: 'text/plain' }).then((response) => response.text())
    const object = thereAs(`/api/messages/${messageId}/stream`, { accept: 'application/json' }).then((response) => response.json())
    await call.send('One.\n\n')
    await call.send('**Two**')
    await call.finish()
    expect(await text).toBe('One.\n\n**Two**')
    expect(await object).toMatchObject({ content: 'One.\n\n**Two**', status: 'complete' })
    const frames = await new FrameReader(page).all()
    expect(frames.at(-2)?.data).toContain('<strong>Two</strong>')
    expect(frames.at(-1)?.event).toBe('done')
  })

  it('is stopped from there: the upstream is let go, what came is kept, its usage is counted once', async () => {
    const { call, reader, messageId } = await startHere()
    await call.send('kept ')
    await reader.next()
    expect((await thereAs(`/api/messages/${messageId}/stop`, { method: 'POST' })).status).toBe(200)
    await call.closed
    expect(call.aborted).toBe(true)
    expect((await reader.all()).map(toChatFrame).at(-1)).toMatchObject({ type: 'done', status: 'stopped' })
    expect(await rowOf(messageId)).toMatchObject({ content: 'kept ', status: 'stopped', usage: [{ status: 'stopped', estimated: true }] })
  })

  it('is one turn, whichever of the two is asked with the same client id at the same time', async () => {
    here.upstream.script({ content: ['once'] })
    const calls = here.upstream.calls.length
    const body = { message: 'Twice', client_id: 'the same for both' }
    const answers = await Promise.all(
      [hereAs, thereAs, hereAs, thereAs].map(async (send) => readTurn(await send('/api/chat', { json: body }))),
    )
    expect(new Set(answers.map(([opening]) => opening?.message_id)).size).toBe(1)
    expect(answers.map(contentOf)).toEqual(['once', 'once', 'once', 'once'])
    expect(here.upstream.calls).toHaveLength(calls + 1)
  })
})

describe('the rest of an answer', () => {
  it('is one turn, whichever of the two is asked for it with the same client id at the same time, and later', async () => {
    here.upstream.script({ content: ['more '], finish: 'length' })
    for (let round = 0; round < 5; round++) {
      const [opening] = await readTurn(await hereAs('/api/chat', { json: { message: 'Long?' } }))
      const calls = here.upstream.calls.length
      const body = { client_id: `rest-${opening?.message_id}` }
      const ask = async (send: Send) => readTurn(await send(`/api/messages/${opening?.message_id}/continue`, { json: body }))
      const answers = [...(await Promise.all([hereAs, thereAs, hereAs, thereAs].map(ask))), await ask(thereAs)]
      expect(answers.map(contentOf)).toEqual(Array(5).fill('more more '))
      expect(here.upstream.calls).toHaveLength(calls + 1)
    }
  })
})

describe('when the process that writes an answer dies', () => {
  it('those who follow elsewhere keep what they were shown, and the database has it, too', async () => {
    const { call, reader, messageId } = await startHere()
    const other = await followThere(messageId)
    for (let n = 0; n < 10; n++) await call.send(`${n} `)
    const seen = await other.until(({ data }) => data.includes('"9 "'))
    const reap = await startReaper({
      ...there,
      now: Date.now,
      instance: { id: 'there', isGone: () => Promise.resolve(true) },
      log: silentLog(),
    })
    reap()
    const rest = (await other.all()).map(toChatFrame)
    expect(rest.at(-1)).toMatchObject({ type: 'done', status: 'interrupted' })
    expect(rest.some(({ type, restarted }) => type === 'content' || restarted)).toBe(false)
    const row = await rowOf(messageId)
    expect(row).toMatchObject({ status: 'interrupted', content: contentOf(seen.map(toChatFrame)) })
    expect(row.usage).toMatchObject([{ status: 'interrupted', estimated: true }])
    await call.send('too late')
    await call.finish()
    expect((await reader.all()).map(toChatFrame).at(-1)).toMatchObject({ status: 'interrupted' })
    expect((await rowOf(messageId)).content).toBe(row.content)
  })
})

describe('when Redis goes in the middle', () => {
  it('and comes back within moments, nobody loses a token or gets one twice', async () => {
    const { call, reader, opening, messageId } = await startHere()
    const other = await followThere(messageId)
    await call.send('before ')
    await typed(other, 'content')
    await redis.kill()
    await call.send('during ')
    await redis.restart()
    await call.send('after')
    await call.finish()
    const all = [opening, ...(await reader.all()).map(toChatFrame)]
    expect((await other.all()).map(toChatFrame)).toEqual(all.filter(({ id }) => id > 2))
  })

  it('and stays away, its own process goes on, the other says that it is late and has all of it in the end', async () => {
    const { call, reader, opening, messageId } = await startHere()
    const other = await followThere(messageId)
    await call.send('before ')
    await typed(other, 'content')
    await redis.kill()
    await call.send('during ')
    expect(toChatFrame((await reader.next())!)).toMatchObject({ content: 'before ' })
    expect(toChatFrame((await reader.next())!)).toMatchObject({ content: 'during ' })
    expect(await typed(other, 'notice')).toMatchObject({ code: 'delayed', id: MADE_ANEW + 3 })
    expect(await typed(other, 'content')).toMatchObject({ content: 'during ' })
    await call.send('after')
    await call.finish()
    expect((await reader.all()).map(toChatFrame).at(-1)).toMatchObject({ type: 'done', status: 'complete' })
    const rest = (await other.all()).map(toChatFrame)
    expect(contentOf(rest)).toBe('after')
    expect(rest.at(-1)).toMatchObject({ type: 'done', status: 'complete' })
    const again = await readTurn(
      await thereAs(`/api/messages/${messageId}/stream`, { headers: { 'Last-Event-ID': String(MADE_ANEW + 3) } }),
    )
    expect(again[0]).toMatchObject({ ...opening, id: MADE_ANEW + 1, restarted: true })
    expect(contentOf(again)).toBe('before during after')
    await redis.restart()
    await vi.waitFor(() => here.kv.ping(), SOON)
    await vi.waitFor(() => there.kv.ping(), SOON)
  })

  it('and comes back after long, the other is told live again what no database has yet', async () => {
    const { call, reader, messageId } = await startHere()
    const other = await followThere(messageId)
    await call.send('before ')
    await redis.kill()
    await typed(other, 'notice')
    await redis.restart()
    const save = vi.spyOn(here.db, 'tx').mockRejectedValue(new Error('the database is away'))
    await call.send('live')
    await other.until(({ data }) => data.includes('live'))
    expect((await rowOf(messageId)).content).not.toContain('live')
    save.mockRestore()
    await call.finish()
    await reader.all()
    expect((await other.all()).map(toChatFrame).at(-1)).toMatchObject({ type: 'done', status: 'complete' })
  })

  it('a stop still reaches the process that writes', async () => {
    const { call, messageId } = await startHere()
    await call.send('kept ')
    await redis.kill()
    expect((await thereAs(`/api/messages/${messageId}/stop`, { method: 'POST' })).status).toBe(200)
    await call.closed
    expect(call.aborted).toBe(true)
    await vi.waitFor(async () => expect(await rowOf(messageId)).toMatchObject({ status: 'stopped' }), SOON)
    await redis.restart()
    await vi.waitFor(() => here.kv.ping(), SOON)
  })
})
