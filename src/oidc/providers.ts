import type { Store } from '../db/store.ts'
import { AppError } from '../errors.ts'
import { listProviders, type ProviderRow } from './queries.ts'

/** how old what is known of the providers may be, ms: a change is seen on every process by then */
const FRESH_MS = 2_000

/** The providers that people may sign in with, as pages need them: read once in two seconds at most. */
export type Providers = {
  /** The same list while nothing has changed. */
  enabled(): Promise<readonly ProviderRow[]>
  /** Throws `not_found`, also for one that is switched off. */
  get(id: string): Promise<ProviderRow>
  /** After a change: the next request sees it. */
  forget(): void
}

export function createProviders({ db, now }: { db: Store; now: () => number }): Providers {
  let kept: { rows: Promise<readonly ProviderRow[]>; at: number } | null = null
  let last: readonly ProviderRow[] = []

  async function read(): Promise<readonly ProviderRow[]> {
    const rows = (await listProviders(db)).filter((row) => row.enabled)
    if (JSON.stringify(rows) !== JSON.stringify(last)) last = rows
    return last
  }

  function enabled(): Promise<readonly ProviderRow[]> {
    if (kept && now() - kept.at < FRESH_MS && now() >= kept.at) return kept.rows
    const rows = read()
    kept = { rows, at: now() }
    rows.catch(() => (kept = null))
    return rows
  }

  return {
    enabled,
    async get(id) {
      const found = (await enabled()).find((row) => row.id === id)
      if (!found) throw new AppError('not_found')
      return found
    },
    forget() {
      kept = null
    },
  }
}
