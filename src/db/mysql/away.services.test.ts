import { eq, sql } from 'drizzle-orm'
import mysql, { type Connection } from 'mysql2/promise'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { silentLog } from '../../log.ts'
import { migrations } from '../../test/backend.ts'
import { type MariadbService, startMariadb } from '../../test/services/mariadb.ts'
import { isUnavailable } from '../errors.ts'
import { openDatabase } from '../open.ts'
import { sampleUser } from '../sample.ts'
import type { Database } from '../store.ts'

/** Of its own: it is killed, and refuses connections. */
let server: MariadbService
let db: Database

/** As an administrator, past the app. */
async function administer<Rows extends mysql.RowDataPacket[]>(...statements: string[]): Promise<Rows> {
  const root = await mysql.createConnection(server.url)
  try {
    let rows: unknown
    for (const statement of statements) [rows] = await root.query(statement)
    return rows as Rows
  } finally {
    await root.end()
  }
}

beforeAll(async () => {
  const started = await startMariadb()
  if (!started) throw new Error('mariadbd is not installed')
  server = started
  await administer('create database away', "create user plain@'127.0.0.1'", "grant all on away.* to plain@'127.0.0.1'")
  db = await open('plain')
  await db.migrate()
})
afterAll(async () => {
  await db.close()
  await server.stop()
})

const urlOf = (user: string) => server.url.replace('root@', `${user}@`)
const open = (user: string) => openDatabase({ url: `${urlOf(user)}/away`, log: silentLog(), migrations })
const count = () => db.db.$count(db.t.users)
const insert = () => db.db.insert(db.t.users).values(sampleUser())
const insertTwice = () =>
  db.tx(async (store) => {
    await store.db.insert(store.t.users).values(sampleUser())
    await store.db.insert(store.t.users).values(sampleUser())
  })
const sleep = () => db.db.select({ slept: sql`sleep(20)` }).from(sql`(select 1) as one`)

/** More than there are connections, of every kind. */
const manyWrites = (): Promise<unknown>[] => Array.from({ length: 24 }, (_, i) => (i % 2 === 0 ? insert() : insertTwice()))

async function expectUnavailable(asked: readonly Promise<unknown>[]): Promise<void> {
  const failures = (await Promise.allSettled(asked)).flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []))
  expect(failures.length).toBeGreaterThan(0)
  expect(failures.filter((error) => !isUnavailable(error))).toEqual([])
}

async function expectBack(): Promise<void> {
  await vi.waitFor(() => db.ping(), { timeout: 5_000 })
  await Promise.all(manyWrites())
}

it('a server that is killed under its queries fails them as away, and serves again when it is back', async () => {
  const asked = [sleep(), ...manyWrites()]
  const failed = expectUnavailable(asked)
  await server.kill()
  await failed
  await expectUnavailable([db.ping(), count(), insertTwice()])
  await server.restart()
  await expectBack()
})

it('a transaction that was cut off in the middle leaves nothing', async () => {
  const before = await count()
  const cut = db.tx(async (store) => {
    await store.db.insert(store.t.users).values(sampleUser())
    await server.kill()
    await store.db.insert(store.t.users).values(sampleUser())
  })
  await expectUnavailable([cut])
  await server.restart()
  await vi.waitFor(() => db.ping(), { timeout: 5_000 })
  expect(await count()).toBe(before)
})

it('connections that the server ends are replaced', async () => {
  await Promise.all(manyWrites())
  const failed = expectUnavailable([sleep()])
  const ofPlain = "select id from information_schema.processlist where user = 'plain'"
  await vi.waitFor(async () => expect(await administer(`${ofPlain} and info like '%sleep(20)%'`)).toHaveLength(1))
  const rows = await administer(ofPlain)
  await administer(...rows.map(({ id }) => `kill ${id}`))
  await failed
  await expectBack()
})

it('too many connections are no fault of ours, and pass', async () => {
  await administer('set global max_connections = 10')
  const late = open('plain')
  const others: Connection[] = []
  for (let more: Connection | null; (more = await mysql.createConnection(urlOf('plain')).catch(() => null));) others.push(more)
  await expectUnavailable([(await late).ping()])
  for (const other of others) other.destroy()
  await vi.waitFor(async () => (await late).ping(), { timeout: 5_000 })
  await (await late).close()
  await administer('set global max_connections = 100')
})

it('a user of the database who has no queries left is refused like too many connections', async () => {
  await administer("create user poor@'127.0.0.1' with max_queries_per_hour 1", "grant all on away.* to poor@'127.0.0.1'")
  const poor = await open('poor')
  await expectUnavailable([1, 2, 3].map(() => poor.db.$count(poor.t.users)))
  await poor.close()
})

it('a server that hangs is given up, and used again when it goes on', async () => {
  const impatient = await openDatabase({ url: `${urlOf('plain')}/away`, log: silentLog(), migrations, silenceMs: 300 })
  await impatient.ping()
  server.pause()
  await expectUnavailable([
    impatient.ping(),
    impatient.db.$count(impatient.t.users),
    impatient.tx((store) => store.db.$count(store.t.users)),
  ])
  server.resume()
  await vi.waitFor(() => impatient.ping(), { timeout: 5_000 })
  await impatient.close()
})

it('a lock that another holds is given up, as away', async () => {
  const user = sampleUser()
  await db.db.insert(db.t.users).values(user)
  const other = await mysql.createConnection(`${urlOf('plain')}/away`)
  await other.beginTransaction()
  await other.query('update users set notes = ? where id = ?', ['mine', user.id])
  await expectUnavailable([db.db.update(db.t.users).set({ notes: 'ours' }).where(eq(db.t.users.id, user.id))])
  other.destroy()
})

it('a server that has become read-only is away for who writes', async () => {
  await administer('set global read_only = 1')
  await expectUnavailable([insert(), insertTwice()])
  await administer('set global read_only = 0')
  await expectBack()
})
