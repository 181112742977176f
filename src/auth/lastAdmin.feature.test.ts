import { eq } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sampleUser } from '../db/sample.ts'
import type { Store } from '../db/store.ts'
import { type Backend, openBackend } from '../test/backend.ts'
import { keepAnAdmin } from './lastAdmin.ts'

let backend: Backend
beforeEach(async () => void (backend = await openBackend()))
afterEach(() => backend.close())

async function insert(id: string, part: Parameters<typeof sampleUser>[0] = {}): Promise<void> {
  const { db, t } = backend.db
  await db.insert(t.users).values(sampleUser({ id, username: id, usernameKey: id, role: 'admin', ...part }))
}

const LOSSES: Record<string, (store: Store, id: string) => Promise<unknown>> = {
  demoted: ({ db, t }, id) => db.update(t.users).set({ role: 'user' }).where(eq(t.users.id, id)),
  disabled: ({ db, t }, id) => db.update(t.users).set({ active: false }).where(eq(t.users.id, id)),
  deleted: ({ db, t }, id) => db.delete(t.users).where(eq(t.users.id, id)),
}

const lose = (id: string, how: string) =>
  backend.db.tx(async (tx) => {
    await keepAnAdmin(tx, id)
    await LOSSES[how]?.(tx, id)
  })

const activeAdmins = async () => {
  const { db, t } = backend.db
  return (await db.select().from(t.users)).filter(({ role, active }) => role === 'admin' && active).map(({ id }) => id)
}

describe.each(Object.keys(LOSSES))('an administrator who is %s', (how) => {
  it('cannot be the last active one', async () => {
    await insert('a')
    await insert('asleep', { active: false })
    await insert('b', { role: 'user' })
    await expect(lose('a', how)).rejects.toMatchObject({ reason: 'last_admin', status: 409 })
    expect(await activeAdmins()).toEqual(['a'])
  })

  it('may go when another one stays', async () => {
    await insert('a')
    await insert('b')
    await lose('a', how)
    expect(await activeAdmins()).toEqual(['b'])
  })

  it('leaves one, however many go at once', async () => {
    const ids = ['a', 'b', 'c', 'd', 'e', 'f']
    for (const id of ids) await insert(id)
    const ends = await Promise.allSettled(ids.map((id) => lose(id, how)))
    expect(ends.filter(({ status }) => status === 'rejected')).toHaveLength(1)
    expect(await activeAdmins()).toHaveLength(1)
  })
})

it('who is none may always go', async () => {
  await insert('a')
  await insert('b', { role: 'user' })
  await insert('c', { active: false })
  await lose('b', 'deleted')
  await lose('c', 'deleted')
  await lose('nobody', 'deleted')
  expect(await activeAdmins()).toEqual(['a'])
})
