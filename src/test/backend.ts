import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inject } from 'vitest'
import mysql from 'mysql2/promise'
import { openDatabase } from '../db/open.ts'
import type { Database } from '../db/store.ts'
import type { KvWaits } from '../kv/fallback.ts'
import { silentLog } from '../log.ts'
import { type Held, holdMigrated } from './services/migrated.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** `mysql://…` of the tests' own server; null: the tests run on SQLite */
    mysqlUrl: string | null
    /** `redis://…` of the tests' own server; null: the tests keep everything in memory */
    redisUrl: string | null
  }
}

export const migrations = join(import.meta.dirname, '../../drizzle')

export type EmptyDatabase = { databaseUrl: string; remove(): Promise<void> }

async function createFile(): Promise<EmptyDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'aichat-test-'))
  return { databaseUrl: `file:${folder}/aichat.db`, remove: () => rm(folder, { recursive: true, force: true }) }
}

async function execute(url: string, statement: string): Promise<void> {
  const connection = await mysql.createConnection(url)
  try {
    await connection.query(statement)
  } finally {
    await connection.end()
  }
}

async function createOnServer(serverUrl: string): Promise<EmptyDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await execute(serverUrl, `create database ${name}`)
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  return { databaseUrl: url.href, remove: () => execute(serverUrl, `drop database ${name}`) }
}

/** A database with nothing in it, not even tables, on what the tests run on. */
export function createEmptyDatabase(): Promise<EmptyDatabase> {
  const serverUrl = inject('mysqlUrl')
  return serverUrl === null ? createFile() : createOnServer(serverUrl)
}

/** The tests' own Redis is never away, but slow on a busy machine. */
const PATIENCE: KvWaits = { hitMs: 30_000, valueMs: 30_000 }

/** The waits of an app for its Redis: those of every day where a test brings one of its own, to take it away. */
export const waitsFor = (redisUrl: string | null): KvWaits | undefined => (redisUrl === inject('redisUrl') ? PATIENCE : undefined)

export type Backend = {
  /** its own, though other tests may have had its database before */
  id: string
  db: Database
  databaseUrl: string
  redisUrl: string | null
  /** what the database was asked, from its beginning */
  statements: readonly string[]
  close(): Promise<void>
}

async function openHeard(databaseUrl: string) {
  const statements: string[] = []
  const onStatement = (sql: string) => void statements.push(sql)
  return { db: await openDatabase({ url: databaseUrl, log: silentLog(), migrations, onStatement }), statements }
}

/** A migrated, empty database of the caller's own, and the address of Redis where the tests have one. */
export async function openBackend(): Promise<Backend> {
  const { databaseUrl, isNew, release } = await holdDatabase()
  const { db, statements } = await openHeard(databaseUrl)
  if (isNew) await db.migrate()
  const close = async () => {
    await db.close()
    await release()
  }
  return { id: randomUUID(), db, databaseUrl, redisUrl: inject('redisUrl'), statements, close }
}

async function holdDatabase(): Promise<Held> {
  const serverUrl = inject('mysqlUrl')
  if (serverUrl !== null) return holdMigrated(serverUrl)
  const { databaseUrl, remove } = await createFile()
  return { databaseUrl, isNew: true, release: remove }
}

/** The same database for another process. */
export async function openBeside({ id, databaseUrl, redisUrl }: Backend): Promise<Backend> {
  const { db, statements } = await openHeard(databaseUrl)
  return { id, db, databaseUrl, redisUrl, statements, close: () => db.close() }
}
