import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import mysql, { type Connection, type RowDataPacket } from 'mysql2/promise'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { silentLog } from '../../log.ts'
import { createEmptyDatabase, migrations, type EmptyDatabase } from '../../test/backend.ts'
import { migrateMysql } from './migrate.ts'

const log = silentLog()

let empty: EmptyDatabase
beforeEach(async () => void (empty = await createEmptyDatabase()))
afterEach(() => empty.remove())

/** A connection whose process is killed after `calls` calls. */
function dieAfter(connection: Connection, calls: number): Connection {
  let left = calls
  return new Proxy(connection, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name)
      if (typeof value !== 'function') return value
      return async (...args: unknown[]): Promise<unknown> => {
        if (left-- <= 0) throw new Error('killed')
        return Reflect.apply(value, target, args)
      }
    },
  })
}

/** Migrates with a process that dies after `calls` calls; false when it did. */
async function attempt(folder: string, calls: number): Promise<boolean> {
  const connection = await mysql.createConnection(empty.databaseUrl)
  try {
    await migrateMysql({ connection: dieAfter(connection, calls), folder, log })
    return true
  } catch (error) {
    if (error instanceof Error && error.message === 'killed') return false
    throw error
  } finally {
    connection.destroy()
  }
}

async function query(statement: string): Promise<RowDataPacket[]> {
  const connection = await mysql.createConnection(empty.databaseUrl)
  const [rows] = await connection.query<RowDataPacket[]>(statement)
  await connection.end()
  return rows
}

describe('a migration of MySQL', () => {
  it('ends whole, however often and wherever it is killed', async () => {
    let attempts = 1
    while (!(await attempt(`${migrations}/mysql`, 8 + (attempts % 11)))) attempts++
    expect(attempts).toBeGreaterThan(5)
    const constraints = 'select count(*) as count from information_schema.referential_constraints where constraint_schema = database()'
    expect(await query(constraints)).toEqual([{ count: 18 }])
    const tables = 'select count(*) as count from information_schema.tables where table_schema = database()'
    expect(await query(tables)).toEqual([{ count: 28 }])
    expect(await query('select distinct complete from migrations')).toEqual([{ complete: 1 }])
  })

  it('changes data once, wherever it is killed', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'aichat-migrations-'))
    const statements = ['create table counter (n int)', 'insert into counter values (0)', ...Array(5).fill('update counter set n = n + 1')]
    await writeFile(join(folder, '0000_count.sql'), statements.join(';--> statement-breakpoint\n'))
    let calls = 0
    while (!(await attempt(folder, 5 + (calls % 9)))) calls++
    await rm(folder, { recursive: true })
    expect(await query('select n from counter')).toEqual([{ n: 5 }])
  })

  it('holds every language, whatever the default of the server', async () => {
    await query('alter database character set latin1')
    await attempt(`${migrations}/mysql`, Infinity)
    expect(await query('select @@character_set_database as charset')).toEqual([{ charset: 'utf8mb4' }])
  })
})
