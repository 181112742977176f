import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openBackend, type Backend } from '../../test/backend.ts'
import { sampleUser } from '../sample.ts'
import type { Store } from '../store.ts'

let backend: Backend
let other: DatabaseSync

beforeEach(async () => {
  backend = await openBackend()
  other = new DatabaseSync(backend.databaseUrl.replace('file:', ''))
})
afterEach(async () => {
  other.close()
  await backend.close()
})

const insertUser = ({ db, t }: Store, id: string) => db.insert(t.users).values(sampleUser({ id, usernameKey: id }))
const transactions = (ids: readonly string[]) => ids.map((id) => backend.db.tx(async (store) => void (await insertUser(store, id))))

/** What another process sees. */
const saved = () =>
  other
    .prepare('select id from users order by id')
    .all()
    .map(({ id }) => id)

it('saves what comes at once by one commit, and says so only when it is saved', async () => {
  const seen = transactions(['a', 'b', 'c']).map(async (work) => {
    await work
    return saved()
  })
  expect(saved()).toEqual([])
  expect(await Promise.all(seen)).toEqual([
    ['a', 'b', 'c'],
    ['a', 'b', 'c'],
    ['a', 'b', 'c'],
  ])
})

it('undoes one that fails, and nothing of those beside it', async () => {
  const works = transactions(['a', 'b', 'a', 'c'])
  const ends = (await Promise.allSettled(works)).map(({ status }) => status)
  expect(ends).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled'])
  expect(saved()).toEqual(['a', 'b', 'c'])
})

it('shuts the store of one that has ended, while those beside it go on', async () => {
  const ended = Promise.withResolvers<void>()
  let late: Promise<unknown> = Promise.resolve()
  const one = backend.db.tx(async (store) => {
    late = ended.promise.then(() => insertUser(store, 'late'))
    late.catch(() => undefined)
  })
  const next = backend.db.tx(async (store) => {
    ended.resolve()
    await expect(late).rejects.toMatchObject({ cause: { message: expect.stringContaining('is over') } })
    await insertUser(store, 'a')
  })
  await Promise.all([one, next])
  expect(saved()).toEqual(['a'])
})

it('fails all where SQLite itself has undone all, and goes on', async () => {
  other.exec("create trigger full before insert on users when new.id = 'b' begin select raise(rollback, 'full'); end")
  const ends = (await Promise.allSettled(transactions(['a', 'b', 'c']))).map((end) => end.status === 'rejected' && String(end.reason.cause))
  expect(ends).toEqual(Array.from({ length: 3 }, () => expect.stringContaining('full')))
  expect(saved()).toEqual([])
  await Promise.all(transactions(['d']))
  expect(saved()).toEqual(['d'])
})

it('waits with all of them while another process writes', async () => {
  other.exec('begin immediate')
  const works = Promise.all(transactions(['a', 'b']))
  await new Promise((resolve) => setImmediate(resolve))
  expect(saved()).toEqual([])
  other.exec('commit')
  await works
  expect(saved()).toEqual(['a', 'b'])
})

it('does more than a group holds in the order in which it came', async () => {
  const ids = Array.from({ length: 130 }, (_, index) => `id-${String(index).padStart(3, '0')}`)
  const done: string[] = []
  await Promise.all(transactions(ids).map((work, index) => work.then(() => done.push(ids[index] ?? ''))))
  expect(done).toEqual(ids)
  expect(saved()).toEqual(ids)
})
