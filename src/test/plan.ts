import { DatabaseSync } from 'node:sqlite'
import { drizzle as mysqlProxy } from 'drizzle-orm/mysql-proxy'
import { drizzle as sqliteProxy } from 'drizzle-orm/sqlite-proxy'
import mysql from 'mysql2/promise'
import type { Db, Store } from '../db/store.ts'
import type { Backend } from './backend.ts'

type Statement = { sql: string; params: unknown[] }

/** The first statement that `query` makes; it is not run. */
async function statementOf({ kind, t, d, tx }: Backend['db'], query: (store: Store) => Promise<unknown>): Promise<Statement> {
  const made: Statement[] = []
  const record = async (sql: string, params: unknown[]): Promise<never> => {
    made.push({ sql, params })
    throw new Error('not run')
  }
  const db: unknown =
    kind === 'sqlite' ? sqliteProxy(record, undefined, { casing: 'snake_case' }) : mysqlProxy(record, { casing: 'snake_case' })
  await query({ db: db as Db, t, d, tx }).catch(() => undefined)
  if (!made[0]) throw new Error('there is no statement')
  return made[0]
}

function explainOnSqlite(path: string, { sql, params }: Statement): string {
  const connection = new DatabaseSync(path)
  try {
    const rows = connection.prepare(`explain query plan ${sql}`).all(...(params as string[]))
    return rows.map(({ detail }) => detail).join('\n')
  } finally {
    connection.close()
  }
}

async function explainOnMysql(url: string, { sql, params }: Statement): Promise<string> {
  const connection = await mysql.createConnection(url)
  try {
    await connection.query('analyze table messages, token_usage')
    const [rows] = await connection.query<mysql.RowDataPacket[]>(`explain ${sql}`, params)
    return rows.map(({ key }) => `using index ${key}`).join('\n')
  } finally {
    await connection.end()
  }
}

/** How the database finds what `query` asks for, in its own words: they name the index. */
export async function planOf({ db, databaseUrl }: Backend, query: (store: Store) => Promise<unknown>): Promise<string> {
  const statement = await statementOf(db, query)
  return db.kind === 'sqlite' ? explainOnSqlite(databaseUrl.replace('file:', ''), statement) : explainOnMysql(databaseUrl, statement)
}
