import { getTableColumns, getTableName, type Table } from 'drizzle-orm'
import { getTableConfig as ofMysql } from 'drizzle-orm/mysql-core'
import { getTableConfig as ofSqlite } from 'drizzle-orm/sqlite-core'
import { expect, it } from 'vitest'
import * as mysql from './schema.mysql.ts'
import * as sqlite from './schema.sqlite.ts'

type Config = {
  indexes: { config: { name: string | undefined } }[]
  uniqueConstraints: { getName?(): string | undefined; name?: string | undefined }[]
  foreignKeys: { getName(): string; onDelete: string | undefined }[]
}

function describeTable(table: Table, { indexes, uniqueConstraints, foreignKeys }: Config) {
  const columns = Object.entries(getTableColumns(table)).map(([name, column]) => {
    const { notNull, hasDefault, primary, isUnique, uniqueName, enumValues } = column
    return { name, notNull, hasDefault, primary, unique: isUnique && uniqueName, enumValues, default: column.default }
  })
  return {
    name: getTableName(table),
    columns,
    indexes: indexes.map((index) => index.config.name),
    unique: uniqueConstraints.map((constraint) => constraint.name),
    foreignKeys: foreignKeys.map((key) => [key.getName(), key.onDelete]),
  }
}

it('describes the same tables, columns, keys and indexes for both databases', () => {
  const describedMysql = Object.entries(mysql).map(([name, table]) => [name, describeTable(table, ofMysql(table))])
  const describedSqlite = Object.entries(sqlite).map(([name, table]) => [name, describeTable(table, ofSqlite(table))])
  expect(describedSqlite).toEqual(describedMysql)
  expect(describedMysql).toHaveLength(27)
})
