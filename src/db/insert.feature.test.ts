import { inArray } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../ids.ts'
import { openBackend, type Backend } from '../test/backend.ts'
import { isUniqueViolation } from './errors.ts'
import { sampleConversation, sampleMessage, sampleUser } from './sample.ts'

let backend: Backend
let owned: { id: string; userId: string }

beforeAll(async () => {
  backend = await openBackend()
  const { db, t, d } = backend.db
  const user = sampleUser()
  const conversation = sampleConversation(user.id)
  await d.insert(db, t.users, [user])
  await d.insert(db, t.conversations, [conversation])
  owned = { id: conversation.id, userId: user.id }
})
afterAll(() => backend.close())

const at = new Date('2026-11-24T12:00:00.123Z')
const parts = [
  { content: 'it\'s "quoted" \\ ? ?1 :a 中文 🙂', completedAt: at, reasoningMs: 0, clientId: newId() },
  { content: '', completedAt: null, reasoning: null, leftOut: 3 },
  { content: 'plain' },
]

describe('inserting what is written with every question', () => {
  it.each([1, 2, 3, 2, 1])('stores %i rows as the builder does, with defaults where nothing is said', async (count) => {
    const { db, t, d } = backend.db
    const rows = parts
      .slice(0, count)
      .map((part) => sampleMessage(owned, { ...part, ...('clientId' in part ? { clientId: newId() } : {}) }))
    const twins = rows.map((row) => ({ ...row, id: newId(), clientId: row.clientId ? newId() : null }))
    await d.insert(db, t.messages, rows)
    await db.insert(t.messages).values(twins)
    const read = async (ids: string[]) => {
      const found = await db.select().from(t.messages).where(inArray(t.messages.id, ids)).orderBy(t.messages.id)
      return found.map(({ id: _, clientId, ...rest }) => ({ ...rest, hasClient: clientId !== null }))
    }
    const stored = await read(rows.map(({ id }) => id))
    expect(stored).toHaveLength(count)
    expect(stored).toEqual(await read(twins.map(({ id }) => id)))
  })

  it('is undone with its transaction, and refuses what the schema refuses', async () => {
    const { db, t, tx } = backend.db
    const row = sampleMessage(owned)
    const undone = tx(async (store) => {
      await store.d.insert(store.db, store.t.messages, [row])
      throw new Error('undo')
    })
    await expect(undone).rejects.toThrow('undo')
    expect(
      await db
        .select()
        .from(t.messages)
        .where(inArray(t.messages.id, [row.id])),
    ).toEqual([])
    await backend.db.d.insert(db, t.messages, [row])
    await expect(backend.db.d.insert(db, t.messages, [row])).rejects.toSatisfy(isUniqueViolation)
    await expect(backend.db.d.insert(db, t.messages, [sampleMessage({ ...owned, id: newId() })])).rejects.toThrow()
  })
})
