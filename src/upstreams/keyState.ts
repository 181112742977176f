import type { Store } from '../db/store.ts'
import type { Vault } from '../secrets.ts'
import { callsByKey, type KeyCalls } from '../usage/service.ts'
import { openHeaders } from './keyring.ts'
import { findKey, type KeyRow, listKeys } from './queries.ts'

/** How a key stands now; `running`: its calls that are open, over all processes. */
export type KeyState = Pick<KeyRow, 'id' | 'label' | 'enabled' | 'status' | 'reason' | 'until'> & { running: number }

/** A key as administrators see it: nothing of it that is secret. */
export type KeyView = Omit<KeyRow, 'secret' | 'proxy' | 'headers'> &
  KeyState & { hasSecret: boolean; hasProxy: boolean; headerNames: string[]; day: Pick<KeyCalls, 'ended' | 'failed'> }

const DAY_MS = 86_400_000
const NONE: KeyCalls = { running: 0, ended: 0, failed: 0 }

/** A key that has cooled is in use again, though no call has told yet. */
function stateOf(row: KeyRow, at: Date): Pick<KeyRow, 'status' | 'reason' | 'until'> {
  const isOver = row.status === 'cooling' && (row.until?.getTime() ?? 0) <= at.getTime()
  return isOver ? { status: 'ok', reason: null, until: null } : { status: row.status, reason: row.reason, until: row.until }
}

/** All keys in the order in which they are tried. */
export async function keysWithState(db: Store, at: Date): Promise<KeyState[]> {
  const [rows, calls] = await Promise.all([listKeys(db), callsByKey(db, dayBefore(at))])
  return rows.map((row) => ({
    id: row.id,
    label: row.label,
    enabled: row.enabled,
    ...stateOf(row, at),
    running: calls.get(row.id)?.running ?? 0,
  }))
}

const dayBefore = (at: Date): Date => new Date(at.getTime() - DAY_MS)

type ViewDeps = { db: Store; vault: Vault }

export async function viewKeys({ db, vault }: ViewDeps, at: Date): Promise<KeyView[]> {
  const [rows, calls] = await Promise.all([listKeys(db), callsByKey(db, dayBefore(at))])
  return rows.map((row) => viewOf(vault, row, calls.get(row.id) ?? NONE, at))
}

/** Null where there is no such key. */
export async function viewKey({ db, vault }: ViewDeps, id: string, at: Date): Promise<KeyView | null> {
  const [row, calls] = await Promise.all([findKey(db, id), callsByKey(db, dayBefore(at))])
  return row && viewOf(vault, row, calls.get(row.id) ?? NONE, at)
}

function viewOf(vault: Vault, row: KeyRow, { running, ended, failed }: KeyCalls, at: Date): KeyView {
  const { secret, proxy, headers: _headers, ...open } = row
  const headerNames = Object.keys(openHeaders(vault, row))
  return {
    ...open,
    ...stateOf(row, at),
    hasSecret: secret !== null,
    hasProxy: proxy !== null,
    headerNames,
    running,
    day: { ended, failed },
  }
}
