import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openBackend, type Backend } from '../../test/backend.ts'
import { sampleUser } from '../sample.ts'
import type { Store } from '../store.ts'

let backend: Backend
beforeAll(async () => void (backend = await openBackend()))
afterAll(() => backend.close())

const insertUser = ({ db, t }: Store, key: string) => db.insert(t.users).values(sampleUser({ id: key, usernameKey: key }))

it('a transaction begins anew where it lost a deadlock', async () => {
  await Promise.all([insertUser(backend.db, 'a'), insertUser(backend.db, 'b')])
  const both = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const raise = (first: string, second: string, turn: number) =>
    backend.db.tx(async ({ db, t }) => {
      const more = { epoch: sql`${t.users.epoch} + 1` }
      await db.update(t.users).set(more).where(eq(t.users.id, first))
      both[turn]?.resolve()
      await Promise.all(both.map((one) => one.promise))
      await db.update(t.users).set(more).where(eq(t.users.id, second))
    })
  await Promise.all([raise('a', 'b', 0), raise('b', 'a', 1)])
  const { db, t } = backend.db
  expect(await db.select({ epoch: t.users.epoch }).from(t.users)).toEqual([{ epoch: 2 }, { epoch: 2 }])
})

it('and goes on to where it loses one after the other, as of many who put something into an empty table', async () => {
  let lost = 0
  const work = async () => {
    if (lost === 8) return 'done'
    lost++
    throw Object.assign(new Error('Deadlock found'), { errno: 1213 })
  }
  expect([await backend.db.tx(work), lost]).toEqual(['done', 8])
})
