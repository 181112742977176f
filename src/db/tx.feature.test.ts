import { eq } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openBackend, type Backend } from '../test/backend.ts'
import { sampleUser } from './sample.ts'
import type { Store } from './store.ts'

let backend: Backend
beforeAll(async () => void (backend = await openBackend()))
afterAll(() => backend.close())
afterEach(async () => void (await backend.db.db.delete(backend.db.t.users)))

const insertUser = ({ db, t }: Store, key: string) => db.insert(t.users).values(sampleUser({ id: key, usernameKey: key }))
const keys = async ({ db, t }: Store) =>
  (await db.select({ key: t.users.usernameKey }).from(t.users).orderBy(t.users.id)).map((row) => row.key)

/** Reads, waits for whoever else wants to, and writes: two of these lose a step unless one waits for the other. */
async function addOne({ db, t, d }: Store): Promise<void> {
  const [user] = await d.forUpdate(db.select({ epoch: t.users.epoch }).from(t.users).where(eq(t.users.id, 'counter')))
  await new Promise((resolve) => setImmediate(resolve))
  await db
    .update(t.users)
    .set({ epoch: (user?.epoch ?? 0) + 1 })
    .where(eq(t.users.id, 'counter'))
}

describe('tx', () => {
  it('keeps all of it, and hands on what it made', async () => {
    const made = await backend.db.tx(async (store) => {
      await insertUser(store, 'a')
      await insertUser(store, 'b')
      return keys(store)
    })
    expect(made).toEqual(['a', 'b'])
    expect(await keys(backend.db)).toEqual(['a', 'b'])
  })

  it('keeps nothing where the work throws', async () => {
    const work = backend.db.tx(async (store) => {
      await insertUser(store, 'a')
      throw new Error('no')
    })
    await expect(work).rejects.toThrow('no')
    expect(await keys(backend.db)).toEqual([])
  })

  it('keeps nothing where a statement is refused', async () => {
    const work = backend.db.tx(async (store) => {
      await insertUser(store, 'a')
      await insertUser(store, 'a')
    })
    await expect(work).rejects.toThrow()
    expect(await keys(backend.db)).toEqual([])
    await backend.db.tx((store) => insertUser(store, 'b'))
    expect(await keys(backend.db)).toEqual(['b'])
  })

  it('can go on after a statement that was refused', async () => {
    await backend.db.tx(async (store) => {
      await insertUser(store, 'a')
      await expect(Promise.resolve(insertUser(store, 'a'))).rejects.toThrow()
      await insertUser(store, 'b')
    })
    expect(await keys(backend.db)).toEqual(['a', 'b'])
  })

  it('undoes an inner one by itself', async () => {
    await backend.db.tx(async (store) => {
      await insertUser(store, 'a')
      const inner = store.tx(async (nested) => {
        await insertUser(nested, 'b')
        await nested.tx((deep) => insertUser(deep, 'c'))
        throw new Error('inner')
      })
      await expect(inner).rejects.toThrow('inner')
      await store.tx((nested) => insertUser(nested, 'd'))
    })
    expect(await keys(backend.db)).toEqual(['a', 'd'])
  })

  it('loses no step when many work on one row', async () => {
    await insertUser(backend.db, 'counter')
    await Promise.all(Array.from({ length: 20 }, () => backend.db.tx(addOne)))
    const { db, t } = backend.db
    expect(await db.select({ epoch: t.users.epoch }).from(t.users)).toEqual([{ epoch: 20 }])
  })

  it('lets others ask meanwhile, who see the whole of it or nothing', async () => {
    const started = Promise.withResolvers<void>()
    const asked = Promise.withResolvers<void>()
    const work = backend.db.tx(async (store) => {
      await insertUser(store, 'a')
      started.resolve()
      await asked.promise
      await insertUser(store, 'b')
    })
    await started.promise
    const seen = keys(backend.db)
    asked.resolve()
    await work
    expect([[], ['a', 'b']]).toContainEqual(await seen)
    expect(await keys(backend.db)).toEqual(['a', 'b'])
  })

  it('undoes nothing of what others write meanwhile', async () => {
    const started = Promise.withResolvers<void>()
    const asked = Promise.withResolvers<void>()
    const work = backend.db.tx(async (store) => {
      await insertUser(store, 'a')
      started.resolve()
      await asked.promise
      throw new Error('no')
    })
    await started.promise
    const write = insertUser(backend.db, 'other').then(() => 'written')
    asked.resolve()
    await expect(work).rejects.toThrow('no')
    expect(await write).toBe('written')
    expect(await keys(backend.db)).toEqual(['other'])
  })
})
