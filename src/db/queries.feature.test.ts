import { and, asc, desc, eq, gt, inArray, isNull, lt, or, sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../ids.ts'
import { openBackend, type Backend } from '../test/backend.ts'
import { isUniqueViolation } from './errors.ts'
import { sampleConversation, sampleFile, sampleMessage, sampleUsage, sampleUser } from './sample.ts'
import { affectedRows } from './store.ts'

let backend: Backend
beforeAll(async () => void (backend = await openBackend()))
afterAll(() => backend.close())
afterEach(async () => {
  const { db, t } = backend.db
  for (const table of [t.users, t.tokenUsage, t.settings]) await db.delete(table)
})

const failure = (attempt: PromiseLike<unknown>) =>
  Promise.resolve(attempt).then(
    () => undefined,
    (error: unknown) => error,
  )

async function insertConversation() {
  const { db, t } = backend.db
  const user = sampleUser()
  const conversation = sampleConversation(user.id)
  await db.insert(t.users).values(user)
  await db.insert(t.conversations).values(conversation)
  return { user, conversation }
}

describe('unique keys', () => {
  it('tells a key that is taken from any other fault', async () => {
    const { db, t } = backend.db
    const row = sampleUser()
    await db.insert(t.users).values(row)
    expect(isUniqueViolation(await failure(db.insert(t.users).values(row)))).toBe(true)
    expect(isUniqueViolation(await failure(db.insert(t.users).values({ ...row, id: newId() })))).toBe(true)
    expect(isUniqueViolation(await failure(db.insert(t.conversations).values(sampleConversation(newId()))))).toBe(false)
    expect(isUniqueViolation(new Error('other'))).toBe(false)
    expect(isUniqueViolation(undefined)).toBe(false)
  })

  it('takes a client id of a user once', async () => {
    const { db, t } = backend.db
    const { conversation } = await insertConversation()
    const message = sampleMessage(conversation, { clientId: 'once' })
    await db.insert(t.messages).values(message)
    const again = db.insert(t.messages).values({ ...message, id: newId(), content: 'again' })
    expect(isUniqueViolation(await failure(again))).toBe(true)
    expect(await db.select({ content: t.messages.content }).from(t.messages)).toEqual([{ content: 'Hello' }])
  })

  it('takes a client id of a user for one call, and those of another user beside it', async () => {
    const { db, t } = backend.db
    const [one, other] = [await insertConversation(), await insertConversation()]
    const insert = (userId: string, clientId: string | null) => db.insert(t.tokenUsage).values(sampleUsage({ userId, clientId }))
    for (const clientId of ['once', 'ONCE', null, null]) await insert(one.user.id, clientId)
    await insert(other.user.id, 'once')
    expect(isUniqueViolation(await failure(insert(one.user.id, 'once')))).toBe(true)
    expect(await db.$count(t.tokenUsage)).toBe(5)
  })

  it('lets any number of rows have no client id', async () => {
    const { db, t } = backend.db
    const { conversation } = await insertConversation()
    await db.insert(t.messages).values([sampleMessage(conversation), sampleMessage(conversation)])
    expect(await db.$count(t.messages)).toBe(2)
  })

  it.each([
    ['e', 'é'],
    ['a', 'A'],
    ['ss', 'ß'],
    ['李', '里'],
  ])('keeps %s and %s apart', async (one, other) => {
    const { db, t } = backend.db
    await db.insert(t.users).values([sampleUser({ usernameKey: one }), sampleUser({ usernameKey: other })])
    const found = await db.select({ key: t.users.usernameKey }).from(t.users).where(eq(t.users.usernameKey, other))
    expect(found).toEqual([{ key: other }])
  })

  it('keeps ids of another case apart, and finds nothing under what is no id', async () => {
    const { db, t } = backend.db
    await db.insert(t.users).values([sampleUser({ id: 'abc' }), sampleUser({ id: 'ABC' })])
    expect(await db.select({ id: t.users.id }).from(t.users).where(eq(t.users.id, 'ABC'))).toEqual([{ id: 'ABC' }])
    expect(await db.select().from(t.users).where(eq(t.users.id, '😀é'))).toEqual([])
  })
})

describe('upsert', () => {
  it('inserts first, then changes', async () => {
    const { db, t, d } = backend.db
    const write = (value: number) => {
      const row = { name: 'limit', value, updatedAt: new Date(value) }
      return d.upsert(db, t.settings, { row, target: [t.settings.name], set: { value: row.value, updatedAt: row.updatedAt } })
    }
    await write(1)
    await write(2)
    expect(await db.select().from(t.settings)).toEqual([{ name: 'limit', value: 2, updatedAt: new Date(2), updatedBy: null }])
  })

  it('can count up from what is there', async () => {
    const { db, t, d } = backend.db
    const row = sampleUsage({ messageId: newId(), promptTokens: 5 })
    const set = { promptTokens: sql`${t.tokenUsage.promptTokens} + 5` }
    const target = [t.tokenUsage.messageId, t.tokenUsage.attempt]
    await d.upsert(db, t.tokenUsage, { row, target, set })
    await d.upsert(db, t.tokenUsage, { row: { ...row, id: newId() }, target, set })
    expect(await db.select({ tokens: t.tokenUsage.promptTokens }).from(t.tokenUsage)).toEqual([{ tokens: 10 }])
  })
})

describe('changes', () => {
  it('counts the rows that matched, changed or not', async () => {
    const { db, t } = backend.db
    await db.insert(t.users).values([sampleUser({ epoch: 1 }), sampleUser({ epoch: 1 }), sampleUser({ epoch: 2 })])
    expect(affectedRows(await db.update(t.users).set({ epoch: 1 }).where(eq(t.users.epoch, 1)))).toBe(2)
    expect(affectedRows(await db.update(t.users).set({ epoch: 3 }).where(eq(t.users.epoch, 9)))).toBe(0)
    expect(affectedRows(await db.delete(t.users).where(eq(t.users.epoch, 1)))).toBe(2)
  })

  it('deletes with a user what is theirs, and keeps the usage without them', async () => {
    const { db, t } = backend.db
    const { user, conversation } = await insertConversation()
    const message = sampleMessage(conversation)
    const file = sampleFile(user.id)
    await db.insert(t.messages).values(message)
    await db.insert(t.files).values(file)
    await db.insert(t.messageFiles).values({ messageId: message.id, fileId: file.id, position: 0 })
    await db.insert(t.tokenUsage).values(sampleUsage({ userId: user.id, messageId: message.id }))
    await db.delete(t.users).where(eq(t.users.id, user.id))
    for (const table of [t.conversations, t.messages, t.files, t.messageFiles]) expect(await db.$count(table)).toBe(0)
    expect(await db.select({ user: t.tokenUsage.userId, message: t.tokenUsage.messageId }).from(t.tokenUsage)).toEqual([
      { user: null, message: message.id },
    ])
  })
})

describe('reading', () => {
  it('pages by time and id without a gap or a repeat', async () => {
    const { db, t } = backend.db
    const rows = Array.from({ length: 9 }, (_, index) => sampleUsage({ createdAt: new Date(1_000 + Math.floor(index / 3)) }))
    await db.insert(t.tokenUsage).values(rows.toReversed())
    const { createdAt, id } = t.tokenUsage
    const read = (last?: { createdAt: Date; id: string }) =>
      db
        .select({ createdAt, id })
        .from(t.tokenUsage)
        .where(last && or(lt(createdAt, last.createdAt), and(eq(createdAt, last.createdAt), lt(id, last.id))))
        .orderBy(desc(createdAt), desc(id))
        .limit(2)
    const seen: string[] = []
    for (let page = await read(); page.length > 0; page = await read(page.at(-1))) seen.push(...page.map((row) => row.id))
    expect(seen).toEqual(rows.map((row) => row.id).toReversed())
  })

  it('joins, groups, sums and compares times', async () => {
    const { db, t } = backend.db
    const { user } = await insertConversation()
    const at = (time: string, tokens: number) => sampleUsage({ userId: user.id, createdAt: new Date(time), totalTokens: tokens })
    await db
      .insert(t.tokenUsage)
      .values([at('2026-11-21T15:59:59.999Z', 1), at('2026-11-21T16:00:00Z', 10), at('2026-11-22T15:00:00Z', 100)])
    const day = backend.db.d.day(t.tokenUsage.createdAt, 8 * 60)
    const days = await db
      .select({ username: t.users.username, day, tokens: sql`sum(${t.tokenUsage.totalTokens})`.mapWith(Number) })
      .from(t.tokenUsage)
      .innerJoin(t.users, eq(t.users.id, t.tokenUsage.userId))
      .where(gt(t.tokenUsage.createdAt, new Date('2026-11-21T00:00:00Z')))
      .groupBy(t.users.username, day)
      .orderBy(asc(day))
    expect(days.map((row) => [row.day, row.tokens])).toEqual([
      ['2026-11-21', 1],
      ['2026-11-22', 110],
    ])
  })

  it('finds text anywhere, whatever its case, and takes wildcards as they are', async () => {
    const { db, t, d } = backend.db
    await db.insert(t.users).values(['Alice 100%', 'alice 1000', '爱丽丝_!'].map((username) => sampleUser({ username })))
    const find = async (text: string) =>
      (await db.select({ name: t.users.username }).from(t.users).where(d.contains(t.users.username, text)).orderBy(t.users.id)).map(
        (row) => row.name,
      )
    expect(await find('ALICE')).toEqual(['Alice 100%', 'alice 1000'])
    expect(await find('100%')).toEqual(['Alice 100%'])
    expect(await find('丽丝_!')).toEqual(['爱丽丝_!'])
    expect(await find('_')).toEqual(['爱丽丝_!'])
  })

  it('understands lists, nothing, and booleans and times written into sql', async () => {
    const { db, t } = backend.db
    const users = [sampleUser({ active: false }), sampleUser({ lastLoginAt: new Date(5) })]
    await db.insert(t.users).values(users)
    const ids = users.map((user) => user.id)
    const find = (condition: Parameters<typeof and>[0]) => db.$count(t.users, and(inArray(t.users.id, ids), condition))
    expect(await find(undefined)).toBe(2)
    expect(await find(isNull(t.users.lastLoginAt))).toBe(1)
    expect(await find(sql`${t.users.active} = ${true}`)).toBe(1)
    expect(await find(sql`${t.users.lastLoginAt} = ${new Date(5)}`)).toBe(1)
  })
})
