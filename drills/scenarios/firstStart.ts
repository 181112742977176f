import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as wait } from 'node:timers/promises'
import mysql, { type RowDataPacket } from 'mysql2/promise'
import * as schema from '../../src/db/schema.sqlite.ts'
import { freePort } from '../../src/test/services/freePort.ts'
import { startMariadb } from '../../src/test/services/mariadb.ts'
import type { Report } from '../report.ts'
import { createInstance } from '../world/instance.ts'

/** `killsMs`: how long after its beginning each first start is killed. */
export type FirstStartOptions = { on: 'sqlite' | 'mariadb'; killsMs: readonly number[] }

/** Where the first starts are made: an empty database each time, and what is wrong with it afterwards. */
type Ground = { create(name: string): Promise<string>; faults(databaseUrl: string): Promise<string[]>; stop(): Promise<void> }

/** The first start of all, with its migrations, is killed at every moment: the next one works, and nothing is half there. */
export async function firstStart({ on, killsMs }: FirstStartOptions): Promise<Report> {
  const folder = await mkdtemp(join(tmpdir(), 'aichat-first-'))
  const ground = on === 'sqlite' ? onFiles(folder) : await onServer()
  const port = await freePort()
  const violations: string[] = []
  let slowestMs = 0
  try {
    for (const [round, killMs] of killsMs.entries()) {
      const databaseUrl = await ground.create(`first${round}`)
      const env = { DATABASE_URL: databaseUrl, APP_SECRET: 'a secret of the drills, 32 characters or more' }
      const instance = createInstance({ name: `killed after ${killMs} ms`, port, folder, env })
      instance.start().catch(() => {})
      await wait(killMs)
      await instance.stop('SIGKILL')
      const readyMs = await instance.start()
      slowestMs = Math.max(slowestMs, readyMs)
      await instance.stop('SIGKILL')
      const faults = [...instance.deaths, ...(await ground.faults(databaseUrl))]
      violations.push(...faults.map((fault) => `${instance.name}: ${fault}`))
    }
  } finally {
    await ground.stop()
    await rm(folder, { recursive: true, force: true })
  }
  return {
    counts: [
      ['first starts killed', killsMs.length],
      ['slowest to be ready, ms', slowestMs],
    ],
    violations,
  }
}

function onFiles(folder: string): Ground {
  return {
    create: async (name) => `file:${folder}/${name}.db`,
    async faults(databaseUrl) {
      const file = new DatabaseSync(databaseUrl.slice('file:'.length))
      const said = file.prepare('pragma integrity_check').all().concat(file.prepare('pragma foreign_key_check').all())
      const tables = file.prepare("select name from sqlite_master where type = 'table' and name not like 'sqlite_%'").all()
      file.close()
      return [...said.map((row) => JSON.stringify(row)).filter((text) => text !== '{"integrity_check":"ok"}'), ...missing(tables.length)]
    },
    stop: async () => {},
  }
}

async function onServer(): Promise<Ground> {
  const server = await startMariadb()
  if (!server) throw new Error('This drill needs mariadbd.')
  const root = await mysql.createConnection(server.url)
  return {
    async create(name) {
      await root.query(`create database ${name}`)
      return `${server.url}/${name}`
    },
    async faults(databaseUrl) {
      const name = new URL(databaseUrl).pathname.slice(1)
      const [tables] = await root.query<RowDataPacket[]>(
        'select table_name as name from information_schema.tables where table_schema = ?',
        [name],
      )
      const [said] = await root.query<RowDataPacket[]>(`check table ${tables.map((table) => `${name}.${table.name}`).join(', ')}`)
      const wrong = said.filter(({ Msg_text }) => Msg_text !== 'OK').map((row) => JSON.stringify(row))
      const [half] = await root.query<RowDataPacket[]>(`select name from ${name}.migrations where not complete`)
      return [...wrong, ...half.map((row) => `${row.name} is half applied`), ...missing(tables.length)]
    },
    async stop() {
      await root.end()
      await server.stop()
    },
  }
}

/** one for each table of the schema, and one for the migrations */
const TABLES = Object.keys(schema).length + 1

const missing = (tables: number): string[] => (tables === TABLES ? [] : [`${tables} tables instead of ${TABLES}`])
