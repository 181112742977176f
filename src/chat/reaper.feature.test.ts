import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest'
import { sampleUsage } from '../db/sample.ts'
import type { Price } from '../db/values.ts'
import { newId } from '../ids.ts'
import { openKv } from '../kv/open.ts'
import { silentLog } from '../log.ts'
import { FrameReader, toChatFrame } from '../test/frames.ts'
import { makeApp, type Send, type TestApp } from '../test/makeApp.ts'
import { type Instance, joinInstances } from '../turn/instance.ts'
import { newWriter } from '../turn/writer.ts'
import { startReaper, STOP_CHANNEL } from './service.ts'

let test: TestApp
let alice: Send

beforeAll(async () => {
  test = await makeApp()
  alice = await test.as('alice')
})
afterAll(() => test.close())

/** two micro-units a token that is read, three for one that is written */
const PRICE = { currency: 'CNY', input: 2_000_000, cached_input: 1_000_000, output: 3_000_000, from: '2020-01-01T00:00:00Z' }
const DEARER = { ...PRICE, currency: 'USD', input: 20_000_000, output: 30_000_000 }

/** Where the list of models is kept for a second, it is read anew. */
async function setPrices(prices: Price[]): Promise<void> {
  await test.db.db.update(test.db.t.models).set({ prices })
  test.clock.now += 1_001
}

const now = () => test.clock.now
const log = silentLog()

/** Looks once for answers that nobody writes any more, as this process does. */
async function reapAs(instance: Pick<Instance, 'id' | 'isGone'>): Promise<void> {
  const stop = await startReaper({ ...test, now, instance, log })
  stop()
}

/** An answer in the middle, as this process writes it, or `instance`. */
async function startOwnedBy(instance: string | null) {
  test.upstream.script({ manual: true })
  const taken = test.upstream.nextCall()
  const reader = new FrameReader(await alice('/api/chat', { json: { message: 'Long' } }))
  const first = await reader.next()
  const messageId = toChatFrame(first ?? { id: 0, event: null, data: '{}' }).message_id ?? ''
  const { db, t } = test.db
  const byIt = { owner: newWriter(instance ?? '') }
  if (instance !== null) await db.update(t.messages).set(byIt).where(eq(t.messages.id, messageId))
  const status = async () => (await db.select().from(t.messages).where(eq(t.messages.id, messageId)))[0]?.status
  return { call: await taken, reader, messageId, status }
}

describe('an answer that is being written', () => {
  it('by a process that lives is left alone, however often another looks', async () => {
    const kv = await openKv({ redisUrl: inject('redisUrl'), log })
    const join = () => joinInstances(kv, { id: newId(), log, now, seesLeases: true, presence: null, allHere: false })
    const [writer, other] = [await join(), await join()]
    const { call, reader, status } = await startOwnedBy(writer.id)
    for (let looks = 0; looks < 3; looks++) {
      await reapAs(other)
      test.clock.now += 10_000
    }
    expect(await status()).toBe('streaming')
    await writer.close()
    await reapAs(other)
    test.clock.now += 15_000
    await reapAs(other)
    expect(await status()).toBe('interrupted')
    await call.send('too late')
    await call.finish()
    expect((await reader.all()).map(toChatFrame).at(-1)).toMatchObject({ type: 'done', status: 'interrupted' })
    await other.close()
    await kv.close()
  })

  it('by this process and running is left alone; one that it could not save at its end is ended', async () => {
    const self = { id: test.instance.id, isGone: () => Promise.resolve(false) }
    const running = await startOwnedBy(null)
    test.clock.now += 120_000
    await reapAs(self)
    expect(await running.status()).toBe('streaming')
    await running.call.send('x')
    await running.call.finish()
    await running.reader.all()
    expect(await running.status()).toBe('complete')

    const { db, t } = test.db
    const lost = newId()
    const [row] = await db.select().from(t.messages).where(eq(t.messages.id, running.messageId))
    if (!row) throw new Error('no row')
    await db.insert(t.messages).values({ ...row, id: lost, status: 'streaming', owner: newWriter(self.id), completedAt: null })
    await reapAs(self)
    expect((await db.select().from(t.messages).where(eq(t.messages.id, lost)))[0]?.status).toBe('streaming')
    test.clock.now += 61_000
    await reapAs(self)
    expect((await db.select().from(t.messages).where(eq(t.messages.id, lost)))[0]?.status).toBe('interrupted')
  })

  it('is left alone where somebody has gone on with it since it was looked at', async () => {
    const { call, reader, messageId, status } = await startOwnedBy('dead')
    const { db, t } = test.db
    const set = (owner: string) => db.update(t.messages).set({ owner }).where(eq(t.messages.id, messageId))
    await reapAs({ id: newId(), isGone: () => set(newWriter('another')).then(() => true) })
    expect(await status()).toBe('streaming')
    await reapAs({ id: newId(), isGone: () => Promise.resolve(true) })
    expect(await status()).toBe('interrupted')
    await call.finish()
    await reader.all()
  })

  it.each([
    ['was deleted with its conversation has its call settled all the same', newId(), { promptTokens: 7, estimated: true }],
    ['has ended without it is not charged for a call that was never made', null, { promptTokens: 0, estimated: false }],
  ])('and %s', async (_, deleted, charged) => {
    const { db, t } = test.db
    const id = newId()
    const [ended] = await db.select().from(t.messages).where(eq(t.messages.status, 'complete'))
    const opened = {
      id,
      messageId: deleted ?? ended?.id ?? null,
      attempt: 9,
      model: 'fake',
      keyLabel: 'k',
      source: 'api',
      status: 'open',
      currency: 'CNY',
      requestId: 'r',
    } as const
    await db.insert(t.tokenUsage).values({ ...opened, promptTokens: 7, reservedTokens: 4_103, createdAt: new Date(test.clock.now) })
    const self = { id: newId(), isGone: () => Promise.resolve(false) }
    const status = async () => (await db.select().from(t.tokenUsage).where(eq(t.tokenUsage.id, id)))[0]
    await reapAs(self)
    expect(await status()).toMatchObject({ status: 'open' })
    test.clock.now += 601_000
    await reapAs(self)
    expect(await status()).toMatchObject({ status: 'interrupted', reservedTokens: 0, ...charged })
  })

  it.each([
    ['has become dearer, in another currency', () => setPrices([DEARER])],
    ['has no price any more', () => setPrices([])],
    ['is gone', () => test.db.db.delete(test.db.t.models)],
  ])('whose model %s meanwhile costs what applied when it was asked', async (_, change) => {
    const { db, t } = test.db
    const models = await db.select().from(t.models)
    await setPrices([PRICE])
    const { call, reader, messageId } = await startOwnedBy('dead')
    await db.update(t.messages).set({ content: 'saved so far' }).where(eq(t.messages.id, messageId))
    await change()
    test.clock.now += 1_001
    await reapAs({ id: newId(), isGone: () => Promise.resolve(true) })
    const [usage] = await db.select().from(t.tokenUsage).where(eq(t.tokenUsage.messageId, messageId))
    const { promptTokens = 0, completionTokens = 0 } = usage ?? {}
    expect(completionTokens).toBeGreaterThan(0)
    expect(usage).toMatchObject({ status: 'interrupted', cost: promptTokens * 2 + completionTokens * 3, currency: 'CNY' })
    expect(usage).toMatchObject({ inputPrice: PRICE.input, cachedInputPrice: PRICE.cached_input, outputPrice: PRICE.output })
    await call.finish()
    await reader.all()
    await db.delete(t.models)
    await db.insert(t.models).values(models)
    test.clock.now += 1_001
  })

  it('that a version which kept no prices had begun costs what it had set aside, in its currency', async () => {
    const { db, t } = test.db
    await setPrices([PRICE])
    const old = sampleUsage({ messageId: newId(), status: 'open', promptTokens: 7, cost: 123, currency: 'USD', createdAt: new Date(now()) })
    await db.insert(t.tokenUsage).values(old)
    test.clock.now += 601_000
    await reapAs({ id: newId(), isGone: () => Promise.resolve(false) })
    const [usage] = await db.select().from(t.tokenUsage).where(eq(t.tokenUsage.id, old.id))
    expect(usage).toMatchObject({ status: 'interrupted', promptTokens: 7, cost: 123, currency: 'USD', inputPrice: null })
  })

  it('by nobody, since whether it was saved could not be known as it began, costs nothing: its model was not asked', async () => {
    const { db, t } = test.db
    const tx = test.db.tx.bind(test.db)
    const calls = test.upstream.calls.length
    const cutOff = vi.spyOn(test.db, 'tx').mockImplementationOnce(async (work) => {
      await tx(work)
      throw Object.assign(new Error('the connection broke'), { code: 'PROTOCOL_CONNECTION_LOST' })
    })
    expect((await alice('/api/chat', { json: { message: 'Saved?' } })).status).toBe(503)
    cutOff.mockRestore()
    const [begun] = await db.select().from(t.messages).where(eq(t.messages.status, 'streaming'))
    test.clock.now += 61_000
    await reapAs({ id: test.instance.id, isGone: () => Promise.resolve(false) })
    const [message] = await db
      .select()
      .from(t.messages)
      .where(eq(t.messages.id, begun?.id ?? ''))
    const [usage] = await db
      .select()
      .from(t.tokenUsage)
      .where(eq(t.tokenUsage.messageId, begun?.id ?? ''))
    expect(message).toMatchObject({ status: 'interrupted', content: '' })
    expect(usage).toMatchObject({ status: 'interrupted', totalTokens: 0, cost: 0, reservedTokens: 0, estimated: false })
    expect(test.upstream.calls).toHaveLength(calls)
  })

  it('by another process is stopped by telling the others', async () => {
    const elsewhere = newId()
    const { db, t } = test.db
    const [row] = await db.select().from(t.messages).where(eq(t.messages.status, 'complete')).limit(1)
    if (!row) throw new Error('no message')
    await db.insert(t.messages).values({ ...row, id: elsewhere, role: 'assistant', status: 'streaming', clientId: null, completedAt: null })
    const heard = Promise.withResolvers<string>()
    const leave = await test.kv.subscribe(STOP_CHANNEL, heard.resolve)
    expect((await alice(`/api/messages/${elsewhere}/stop`, { method: 'POST' })).status).toBe(200)
    expect(await heard.promise).toBe(elsewhere)
    await leave()
  })
})
