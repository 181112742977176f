import { drizzle, type MySql2Database } from 'drizzle-orm/mysql2'
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Pool, PoolConnection, PoolOptions } from 'mysql2/promise'
import type { OpenOptions } from '../open.ts'
import * as t from '../schema.mysql.ts'
import { isDeadlock } from '../errors.ts'
import type { Database, Db, Store } from '../store.ts'
import { mysqlDialect } from './dialect.ts'
import { migrateMysql } from './migrate.ts'

const ATTEMPTS = 10
/** after a lost deadlock, times the number of them: of many who meet again at once all but one lose again */
const PAUSE_MS = 10
/** what drizzle says of a transaction */
const BOUNDS = /^(?:begin|commit|rollback|savepoint|release)\b/
const CONNECT_MS = 10_000
/**
 * A server without strict mode would cut what is too long, and say nothing. A lock that is not had in ten seconds, where the server
 * would wait for fifty, is held by a process that hangs.
 */
const SESSION = "set session sql_mode = concat(@@sql_mode, ',STRICT_ALL_TABLES'), innodb_lock_wait_timeout = 10"

const poolOptions: PoolOptions = {
  connectionLimit: 10,
  maxIdle: 4,
  idleTimeout: 60_000,
  enableKeepAlive: true,
  timezone: 'Z',
  charset: 'utf8mb4',
  decimalNumbers: true,
}

type Transactional = Db & Pick<MySql2Database, 'transaction'>

async function withRetry<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      if (attempt === ATTEMPTS || !isDeadlock(error)) throw error
      await sleep(Math.random() * PAUSE_MS * attempt)
    }
  }
}

function createStore(db: Transactional): Store {
  return { db, t, d: mysqlDialect, tx: (work) => db.transaction((inner) => work(createStore(inner))) }
}

async function withConnection<T>(pool: Pool, work: (connection: PoolConnection) => Promise<T>): Promise<T> {
  const connection = await pool.getConnection()
  try {
    return await work(connection)
  } finally {
    connection.release()
  }
}

/** The driver's own connection, under its promises or not. */
const streamOf = (connection: object): Socket => (connection as { stream: Socket }).stream

/** The driver waits for ever for a server that hangs: its connection is ended, and with it what waits. An idle one is no loss. */
function endSilent(connection: object, silenceMs: number): void {
  const stream = streamOf(connection)
  const silent = () => stream.destroy(Object.assign(new Error('the database does not answer'), { code: 'ETIMEDOUT' }))
  stream.setTimeout(silenceMs, silent)
}

export async function openMysql({ url, log, migrations, silenceMs, onStatement }: Required<OpenOptions>): Promise<Database> {
  const mysql = (await import('mysql2/promise')).default
  const pool = mysql.createPool({ uri: url, ...poolOptions, connectTimeout: Math.min(CONNECT_MS, silenceMs) })
  pool.on('connection', (connection) => {
    endSilent(connection, silenceMs)
    void connection.query(SESSION)
  })
  const logger = { logQuery: (sql: string) => void (BOUNDS.test(sql) || onStatement(sql)) }
  const store = createStore(drizzle({ client: pool, casing: 'snake_case', logger }))
  return {
    ...store,
    kind: 'mysql',
    tx: (work) => withRetry(() => store.tx(work)),
    migrate: () =>
      withConnection(pool, async (connection) => {
        streamOf(connection.connection).setTimeout(0)
        const applied = await migrateMysql({ connection, log, folder: migrations })
        streamOf(connection.connection).setTimeout(silenceMs)
        return applied
      }),
    ping: () => withConnection(pool, (connection) => connection.ping()),
    close: () => pool.end(),
  }
}
