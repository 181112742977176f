import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { silentLog } from '../log.ts'
import { createEmptyDatabase, migrations, type EmptyDatabase } from '../test/backend.ts'
import { openDatabase } from './open.ts'
import { sampleUsage, sampleUser } from './sample.ts'
import type { Database } from './store.ts'

/** how many migrations there are */
const ALL = readdirSync(join(migrations, 'sqlite')).filter((name) => name.endsWith('.sql')).length

let empty: EmptyDatabase
let folder: string
let opened: Database[]

beforeEach(async () => {
  empty = await createEmptyDatabase()
  folder = await mkdtemp(join(tmpdir(), 'aichat-migrations-'))
  opened = []
})
afterEach(async () => {
  await Promise.all(opened.map((db) => db.close()))
  await empty.remove()
  await rm(folder, { recursive: true })
})

async function open(from = migrations): Promise<Database> {
  const db = await openDatabase({ url: empty.databaseUrl, log: silentLog(), migrations: from })
  opened.push(db)
  return db
}

/** The same migrations for both databases, by name. */
async function writeMigrations(files: Record<string, string>): Promise<void> {
  for (const kind of ['sqlite', 'mysql']) {
    await mkdir(join(folder, kind), { recursive: true })
    for (const [name, sql] of Object.entries(files)) await writeFile(join(folder, kind, `${name}.sql`), sql)
  }
}

async function expectWhole({ db, t }: Database): Promise<void> {
  for (const table of Object.values(t)) expect(await db.select().from(table)).toEqual([])
}

const openModule = JSON.stringify(import.meta.resolve('./open.ts'))
const logModule = JSON.stringify(import.meta.resolve('../log.ts'))

function startChild() {
  const options = JSON.stringify({ url: empty.databaseUrl, migrations })
  const code = `
    const { openDatabase } = await import(${openModule})
    const { silentLog } = await import(${logModule})
    const db = await openDatabase({ ...${options}, log: silentLog() })
    process.stdout.write('begins ')
    process.stdout.write(String(await db.migrate()))
    await db.close()`
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  child.stdout.on('data', (chunk) => (output += chunk))
  return { child, ended: once(child, 'close').then(() => output) }
}

it('makes every table once, and has nothing to do the second time', async () => {
  const db = await open()
  expect(await db.migrate()).toBeGreaterThan(0)
  await expectWhole(db)
  await db.db.insert(db.t.users).values(sampleUser())
  expect(await db.migrate()).toBe(0)
  expect(await (await open()).migrate()).toBe(0)
  expect(await db.db.$count(db.t.users)).toBe(1)
})

it('lets one of several processes that start at once do it', async () => {
  const outputs = await Promise.all([startChild().ended, startChild().ended, startChild().ended])
  expect(outputs.toSorted()).toEqual(['begins 0', 'begins 0', `begins ${ALL}`])
  await expectWhole(await open())
})

it('lets one of several connections do it', async () => {
  const [one, other] = [await open(), await open()]
  expect((await Promise.all([one.migrate(), other.migrate()])).toSorted()).toEqual([0, ALL])
  await expectWhole(one)
})

it('ends what a process that was killed had begun', async () => {
  const { child, ended } = startChild()
  child.stdout.once('data', () => child.kill('SIGKILL'))
  await ended
  const db = await open()
  await db.migrate()
  await expectWhole(db)
  expect(await db.migrate()).toBe(0)
})

it('applies what is new, in the order of the names', async () => {
  await writeMigrations({ '0000_first': 'create table things (id int)' })
  expect(await (await open(folder)).migrate()).toBe(1)
  await writeMigrations({
    '0002_third': "insert into things (id, name) values (1, 'x')",
    '0001_second': 'alter table things add column name varchar(9);--> statement-breakpoint\ncreate index things_name on things (name);',
  })
  expect(await (await open(folder)).migrate()).toBe(2)
})

it('keeps the calls of a version that knew no client ids of them, and takes new ones', async () => {
  const before = ['0000_initial', '0001_running_answer']
  for (const file of ['sqlite', 'mysql'].flatMap((kind) => before.map((name) => join(kind, `${name}.sql`)))) {
    await cp(join(migrations, file), join(folder, file))
  }
  const times = "'2026-11-24 08:30:00', '2026-11-24 08:30:00'"
  const user = `insert into users (id, username, username_key, created_at, updated_at) values ('u', 'u', 'u', ${times})`
  const call = (id: string) =>
    `insert into token_usage (id, user_id, model, key_label, source, status, currency, request_id, created_at)
     values ('${id}', 'u', 'm', 'k', 'api', 'complete', 'CNY', 'r', '2026-11-24 08:30:00')`
  await writeMigrations({ '0001_then_data': [user, call('a'), call('b')].join(';--> statement-breakpoint\n') })
  expect(await (await open(folder)).migrate()).toBe(before.length + 1)
  const db = await open()
  expect(await db.migrate()).toBe(ALL - before.length)
  const { tokenUsage } = db.t
  await db.db.insert(tokenUsage).values(sampleUsage({ id: 'c', userId: 'u', clientId: 'new' }))
  const rows = await db.db.select({ id: tokenUsage.id, clientId: tokenUsage.clientId }).from(tokenUsage).orderBy(tokenUsage.id)
  expect(rows).toEqual([
    { id: 'a', clientId: null },
    { id: 'b', clientId: null },
    { id: 'c', clientId: 'new' },
  ])
})

it('says which migration was changed after it was applied', async () => {
  await writeMigrations({ '0000_first': 'create table things (id int)' })
  await (await open(folder)).migrate()
  await writeMigrations({ '0000_first': 'create table things (id int, name int)' })
  await expect((await open(folder)).migrate()).rejects.toThrow('Migration 0000_first was changed')
})

it('does not mind how lines end', async () => {
  await writeMigrations({ '0000_first': 'create table things (\nid int)' })
  await (await open(folder)).migrate()
  await writeMigrations({ '0000_first': 'create table things (\r\nid int)' })
  expect(await (await open(folder)).migrate()).toBe(0)
})

it('goes on with a database of a newer version', async () => {
  await writeMigrations({ '0000_first': 'create table things (id int)', '0001_second': 'create table others (id int)' })
  await (await open(folder)).migrate()
  await rm(join(folder, 'sqlite', '0001_second.sql'))
  await rm(join(folder, 'mysql', '0001_second.sql'))
  expect(await (await open(folder)).migrate()).toBe(0)
})

it('fails where a statement does, as often as it is tried', async () => {
  await writeMigrations({ '0000_first': 'create table things (id int);--> statement-breakpoint\ninsert into nowhere values (1)' })
  const db = await open(folder)
  await expect(db.migrate()).rejects.toThrow(/nowhere/)
  await expect(db.migrate()).rejects.toThrow(/nowhere/)
})

it('does not take for its own what was there before, as often as it is tried', async () => {
  await writeMigrations({ '0000_first': 'create table things (id int)' })
  await (await open(folder)).migrate()
  await writeMigrations({ '0001_second': 'create table others (id int);--> statement-breakpoint\ncreate table things (id int, name int)' })
  const db = await open(folder)
  await expect(db.migrate()).rejects.toThrow(/things.* exists/)
  await expect(db.migrate()).rejects.toThrow(/things.* exists/)
})

it('says where there are no migrations', async () => {
  await writeMigrations({})
  await expect((await open(folder)).migrate()).rejects.toThrow('No migrations in')
})
