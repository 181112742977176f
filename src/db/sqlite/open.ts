import { drizzle } from 'drizzle-orm/sqlite-proxy'
import type { DatabaseSync } from 'node:sqlite'
import type { OpenOptions } from '../open.ts'
import { asTables } from '../parity.ts'
import * as schema from '../schema.sqlite.ts'
import type { Database, Db, Store } from '../store.ts'
import { type Answer, connect, createRun, patiently, waitOutside } from './connection.ts'
import { createDialect } from './dialect.ts'
import { createGate } from './gate.ts'
import { createGroups } from './group.ts'
import { migrateSqlite } from './migrate.ts'

/** Every query of the app is written for `Db`; SQLite's builders have the same methods, and `Answer` the same results. */
function toDb(answer: Answer): Db {
  const callback = answer as Parameters<typeof drizzle>[0]
  return drizzle(callback, undefined, { casing: 'snake_case' }) as unknown as Db
}

/** `begin` … `commit`, or nothing: SQLite itself may have rolled back already, when the disk is full for one. */
async function transaction<T>(connection: DatabaseSync, work: () => Promise<T>): Promise<T> {
  connection.exec('begin immediate')
  try {
    const result = await work()
    connection.exec('commit')
    return result
  } catch (error) {
    if (connection.isTransaction) connection.exec('rollback')
    throw error
  }
}

async function savepoint<T>(connection: DatabaseSync, name: string, work: () => Promise<T>): Promise<T> {
  connection.exec(`savepoint ${name}`)
  try {
    const result = await work()
    connection.exec(`release ${name}`)
    return result
  } catch (error) {
    if (connection.isTransaction) connection.exec(`rollback to ${name}; release ${name}`)
    throw error
  }
}

/**
 * Each by itself, in the one transaction that is open: one that fails undoes nothing of the others. Where SQLite has rolled back all
 * of them, all fail.
 */
async function eachOf(connection: DatabaseSync, works: readonly (() => Promise<unknown>)[]): Promise<PromiseSettledResult<unknown>[]> {
  const ends: PromiseSettledResult<unknown>[] = []
  for (const work of works) {
    const [end] = await Promise.allSettled([savepoint(connection, 'one', work)])
    if (end.status === 'rejected' && !connection.isTransaction) throw end.reason
    ends.push(end)
  }
  return ends
}

/** Changes nothing, but has to be written: reading goes on where the disk is full, read-only or locked. */
const WRITE_NOTHING = 'pragma user_version = 0'

export async function openSqlite({ url, log, migrations }: Required<Omit<OpenOptions, 'silenceMs'>>): Promise<Database> {
  const connection = await connect(url)
  const gate = createGate()
  const run = createRun(connection)
  const t = asTables(schema)

  let probing: Promise<void> | null = null

  const probe = (): Promise<void> => patiently(() => gate.pass(() => connection.exec(WRITE_NOTHING)))

  function refuseLate(): void {
    if (!gate.isInside()) throw new Error('This transaction is over: await everything inside tx')
  }

  const answerInside: Answer = async (...statement) => {
    refuseLate()
    return run(...statement)
  }
  const answer: Answer = (...statement) => patiently(() => gate.pass(() => run(...statement)))

  /** One for all transactions: what is written once in it is written for all, and drizzle learns the names of tables anew in each that it makes. */
  const inside = { db: toDb(answerInside), t, d: createDialect(answerInside) }

  const inner = (depth: number): Store => ({
    ...inside,
    async tx(work) {
      refuseLate()
      return savepoint(connection, `sp${depth}`, () => work(inner(depth + 1)))
    },
  })

  /** Most of what a small transaction costs is its commit, so those that come at once share one. None is done before all are saved. */
  const committed = createGroups((works) => patiently(() => gate.alone(() => transaction(connection, () => eachOf(connection, works)))))

  return {
    kind: 'sqlite',
    db: toDb(answer),
    t,
    d: createDialect(answer),
    async tx(work) {
      gate.refuseInside()
      return committed(() => gate.within(() => work(inner(0))))
    },
    async migrate() {
      const applied = await gate.alone(async () => migrateSqlite({ connection, log, folder: migrations }))
      waitOutside(connection)
      return applied
    },
    ping: () => (probing ??= probe().finally(() => (probing = null))),
    close: () => gate.alone(async () => connection.close()),
  }
}
