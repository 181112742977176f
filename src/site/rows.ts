import { inArray, sql } from 'drizzle-orm'
import type { Store } from '../db/store.ts'
import { SETTING_NAMES, type SettingChange, type SettingName } from './settings.ts'

export type StoredSetting = { name: string; text: string }

/** All rows of settings, unread: one that is no JSON must not hide the others. */
export async function listRows({ db, t: { settings }, d }: Store, isLocked = false): Promise<StoredSetting[]> {
  const rows = db
    .select({ name: settings.name, text: sql<string>`${settings.value}` })
    .from(settings)
    .where(inArray(settings.name, SETTING_NAMES))
  return isLocked ? d.forUpdate(rows) : rows
}

/** Null takes a row away. */
export async function writeRows({ db, t: { settings }, d }: Store, change: SettingChange, by: string, at: Date): Promise<void> {
  const named = Object.entries(change) as [SettingName, SettingChange[SettingName]][]
  const gone = named.flatMap(([name, value]) => (value === null ? [name] : []))
  if (gone.length > 0) await db.delete(settings).where(inArray(settings.name, gone))
  for (const [name, value] of named) {
    if (value == null) continue
    const changed = { value, updatedAt: at, updatedBy: by }
    await d.upsert(db, settings, { row: { name, ...changed }, target: [settings.name], set: changed })
  }
}
