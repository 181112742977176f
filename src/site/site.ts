import { isDeepStrictEqual } from 'node:util'
import { createAvailability } from '../availability.ts'
import type { Store } from '../db/store.ts'
import type { Logger } from '../log.ts'
import { listRows, type StoredSetting, writeRows } from './rows.ts'
import {
  defaultsOf,
  SETTING_NAMES,
  type SettingChange,
  type SettingName,
  SETTINGS,
  type SettingValues,
  type Site,
  type SiteConfig,
  siteOf,
} from './settings.ts'

/** how old the settings may be that a request is judged by, ms: a change holds on every process by then */
const FRESH_MS = 1_000
/** for how long a request waits for a database that does not answer, before what was known last holds, ms */
const PATIENCE_MS = 500
/** after that another reading is begun, ms */
const GIVE_UP_MS = 20_000

const SAID = {
  away: 'The settings could not be read: those that were known last hold',
  back: 'The settings can be read again',
}

export type SiteSettings = {
  /**
   * The settings as they hold: read once a second at most, with one query. While the database is away those that were known last
   * hold; rejects only where none were ever read. The same object while nothing has changed.
   */
  current(): Promise<Site>
  /** What an administrator has set, each of it or null; `lock` in the transaction that changes it. */
  own(store: Store, lock?: boolean): Promise<SettingValues>
  /** What holds where nothing is set. */
  defaults: SettingValues
  /** To be followed by `forget`, when its transaction has ended. */
  write(store: Store, change: SettingChange, by: string, at: Date): Promise<void>
  /** After a change: the next request sees it. */
  forget(): void
}

type Reading = { done: Promise<Site>; soon: Promise<Site> }
export type SiteDeps = { db: Store; config: SiteConfig; now: () => number; log: Logger }

export function createSite({ db, config, now, log }: SiteDeps): SiteSettings {
  const said = createAvailability(log, SAID)
  const valuesOf = createParser(log)
  let last: { site: Site; at: number } | null = null
  let reading: Reading | null = null

  const sameWhereUnchanged = (site: Site): Site => (last !== null && isDeepStrictEqual(site, last.site) ? last.site : site)

  async function read(at: number, isNewest: () => boolean): Promise<Site> {
    try {
      const site = sameWhereUnchanged(siteOf(config, valuesOf(await listRows(db))))
      said.back()
      if (isNewest()) last = { site, at }
      return site
    } catch (error) {
      if (last === null) throw error
      said.lost(error)
      if (isNewest()) last = { ...last, at }
      return last.site
    }
  }

  /** One reading at a time: those that a database which hangs leaves open would take all its connections. */
  function begin(): Reading {
    const isNewest = () => reading === begun
    const over = () => {
      if (isNewest()) reading = null
    }
    const done = read(now(), isNewest).finally(over)
    const begun: Reading = { done, soon: last === null ? done : Promise.race([done, after(PATIENCE_MS, last.site)]) }
    void after(GIVE_UP_MS, null).then(over)
    return begun
  }

  return {
    async current() {
      const at = now()
      if (last !== null && at - last.at < FRESH_MS && at >= last.at) return last.site
      reading ??= begin()
      return reading.soon
    },
    own: async (store, lock = false) => valuesOf(await listRows(store, lock)),
    defaults: defaultsOf(config),
    write: writeRows,
    forget() {
      reading = null
      if (last !== null) last = { ...last, at: Number.NEGATIVE_INFINITY }
    },
  }
}

const after = <T>(ms: number, value: T): Promise<T> => new Promise((resolve) => setTimeout(resolve, ms, value).unref())

/** Rows as values. One that is damaged does not hold, and is told of once. */
function createParser(log: Logger): (rows: readonly StoredSetting[]) => SettingValues {
  const told = new Map<string, string>()

  function parse(name: SettingName, row: StoredSetting | undefined): unknown {
    if (row === undefined) return null
    const result = SETTINGS[name].safeParse(fromJson(row.text))
    if (result.success) return result.data
    if (told.get(name) !== row.text) log.warn({ setting: name }, 'A setting is damaged and does not hold: set it anew')
    told.set(name, row.text)
    return null
  }

  return (rows) => {
    const byName = new Map(rows.map((row) => [row.name, row]))
    return Object.fromEntries(SETTING_NAMES.map((name) => [name, parse(name, byName.get(name))])) as SettingValues
  }
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
