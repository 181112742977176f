import { createHash } from 'node:crypto'
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from '../log.ts'

export type Migration = { name: string; hash: string; statements: string[] }

/** What a database remembers of a migration; `complete` is false where a process was killed half-way. */
export type Applied = { name: string; hash: string; complete: boolean }

function parse(name: string, text: string): Migration {
  const sql = text.replaceAll('\r\n', '\n')
  const statements = sql.split('--> statement-breakpoint').map((statement) => statement.trim())
  return { name, hash: createHash('sha256').update(sql).digest('hex'), statements: statements.filter(Boolean) }
}

/** The generated migrations in `folder`, oldest first. */
export async function readMigrations(folder: string): Promise<Migration[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.sql')).sort()
  if (files.length === 0) throw new Error(`No migrations in ${folder}`)
  return Promise.all(files.map(async (file) => parse(file.slice(0, -'.sql'.length), await readFile(join(folder, file), 'utf8'))))
}

/** Those not wholly applied yet. An applied one may not change; one we do not know is of a newer version. */
export function pendingMigrations(all: Migration[], applied: Applied[], log: Logger): Migration[] {
  const known = new Map(all.map((migration) => [migration.name, migration]))
  for (const { name, hash } of applied) {
    const migration = known.get(name)
    if (!migration) log.warn({ migration: name }, 'the database was migrated by a newer version')
    else if (migration.hash !== hash) throw new Error(`Migration ${name} was changed after it was applied: add a new one instead`)
  }
  const done = new Set(applied.filter((record) => record.complete).map((record) => record.name))
  return all.filter((migration) => !done.has(migration.name))
}
