import { DatabaseSync } from 'node:sqlite'
import { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import mysql from 'mysql2/promise'

export type Value = string | number | boolean | Date | null
/** Rows of a table; `columns` by name, with spaces between. */
export type Table = { name: string; columns: string; rows: Iterable<Value[]> }
export type Filler = { fill(table: Table): Promise<void>; finish(): Promise<void> }

const LINES_AT_ONCE = 500

const toInput = (value: Value) => (value instanceof Date ? value.getTime() : typeof value === 'boolean' ? Number(value) : value)

/** A file that nobody else has open: what is half written when the machine stops is made anew. Indexes are sorted once, at the end. */
function openFile(path: string): Filler {
  const connection = new DatabaseSync(path)
  connection.exec('pragma journal_mode = off; pragma synchronous = off; pragma foreign_keys = off; pragma cache_size = -1000000')
  return {
    async fill({ name, columns, rows }) {
      const names = columns.split(' ')
      const indexes = connection
        .prepare("select name, sql from sqlite_master where type = 'index' and tbl_name = ? and sql <> ''")
        .all(name)
      for (const index of indexes) connection.exec(`drop index ${String(index.name)}`)
      const insert = connection.prepare(`insert into ${name} (${names.join(', ')}) values (${names.map(() => '?').join(', ')})`)
      connection.exec('begin')
      for (const row of rows) insert.run(...row.map(toInput))
      for (const index of indexes) connection.exec(String(index.sql))
      connection.exec('commit')
    },
    async finish() {
      connection.exec('pragma journal_mode = wal')
      connection.close()
    },
  }
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n' }

/** As `load data` reads them. */
function toField(value: Value): string {
  if (value === null) return '\\N'
  if (value instanceof Date) return value.toISOString().replace('T', ' ').slice(0, -1)
  if (typeof value === 'string') return value.replaceAll(/[\\\t\n]/g, (character) => ESCAPES[character]!)
  return String(Number(value))
}

function* textOf(rows: Iterable<Value[]>): Generator<Buffer> {
  let lines: string[] = []
  for (const row of rows) {
    lines.push(row.map(toField).join('\t') + '\n')
    if (lines.length < LINES_AT_ONCE) continue
    yield Buffer.from(lines.join(''))
    lines = []
  }
  if (lines.length > 0) yield Buffer.from(lines.join(''))
}

/** Without checks an empty table's indexes are sorted once, at the end. */
async function openServer(url: string): Promise<Filler> {
  const connection = await mysql.createConnection({ uri: url, charset: 'utf8mb4', timezone: 'Z' })
  await connection.query("set foreign_key_checks = 0, unique_checks = 0, time_zone = '+00:00'")
  return {
    async fill({ name, columns, rows }) {
      const sql = `load data local infile 'rows' into table ${name} character set utf8mb4 (${columns
        .split(' ')
        .map((column) => `\`${column}\``)
        .join(', ')})`
      await connection.query({ sql, infileStreamFactory: () => Readable.from(textOf(rows)) })
      await connection.query(`analyze table ${name}`)
    },
    finish: () => connection.end(),
  }
}

/** `file:PATH` or `mysql://…`, migrated. */
export const openFiller = async (url: string): Promise<Filler> =>
  url.startsWith('file:') ? openFile(url.startsWith('file://') ? fileURLToPath(url) : url.slice('file:'.length)) : openServer(url)
