import { afterAll, beforeAll, expect, it } from 'vitest'
import { openBackend, type Backend } from '../../test/backend.ts'
import type { Store } from '../store.ts'

let backend: Backend
beforeAll(async () => void (backend = await openBackend()))
afterAll(() => backend.close())

const keys = async ({ db, t }: Store) => (await db.select({ key: t.users.usernameKey }).from(t.users)).map((row) => row.key)

it('a transaction refuses the outer store inside, and the inner one after the end', async () => {
  const late = await backend.db.tx(async (store) => {
    await expect(keys(backend.db)).rejects.toMatchObject({ cause: { message: 'Inside tx, use the store that tx gives' } })
    await expect(backend.db.tx(keys)).rejects.toThrow('Inside tx')
    return { store }
  })
  await expect(keys(late.store)).rejects.toMatchObject({ cause: { message: expect.stringContaining('is over') } })
  await expect(late.store.tx(keys)).rejects.toThrow('is over')
  expect(await keys(backend.db)).toEqual([])
})
