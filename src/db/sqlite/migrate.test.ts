import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import type { DatabaseSync } from 'node:sqlite'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { silentLog } from '../../log.ts'
import { connect } from './connection.ts'
import { migrateSqlite } from './migrate.ts'

let folder: string
let connection: DatabaseSync

const write = (name: string, sql: string) => writeFile(join(folder, `${name}.sql`), sql)
const migrate = () => migrateSqlite({ connection, folder, log: silentLog() })
const count = (table: string) => connection.prepare(`select count(*) as count from ${table}`).get()?.count

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aichat-migrations-'))
  connection = await connect(`file:${folder}/new/folder/a.db`)
  await write(
    '0000_first',
    'create table parents (id int primary key); create table children (id int references parents(id) on delete cascade)',
  )
  await migrate()
  connection.exec('insert into parents values (1); insert into children values (1)')
})
afterEach(async () => {
  connection.close()
  await rm(folder, { recursive: true })
})

it('keeps the rows that point to a table that is made anew', async () => {
  const create = 'create table anew (id int primary key, name text); insert into anew (id) select id from parents'
  const steps = [create, 'drop table parents', 'alter table anew rename to parents']
  await write('0001_anew', steps.join(';--> statement-breakpoint\n'))
  expect(await migrate()).toBe(1)
  expect([count('parents'), count('children')]).toEqual([1, 1])
  expect(() => connection.exec('insert into children values (2)')).toThrow('FOREIGN KEY')
})

it('undoes a migration that would leave rows without what they point to', async () => {
  await write('0001_wrong', 'create table more (id int);--> statement-breakpoint\ndelete from parents')
  await expect(migrate()).rejects.toThrow('rows of children without their parents')
  expect([count('parents'), count('children')]).toEqual([1, 1])
  expect(() => count('more')).toThrow('no such table')
  expect(() => connection.exec('insert into children values (2)')).toThrow('FOREIGN KEY')
})
