import type { Store } from '../db/store.ts'
import type { KeyTest } from '../db/values.ts'
import type { Vault } from '../secrets.ts'
import { callsByKey, type KeyCalls, runningCalls } from '../usage/service.ts'
import { openHeaders } from './keyring.ts'
import { type KeyProblem, problemOfReason } from './problems.ts'
import { findKey, type KeyRow, listKeys } from './queries.ts'

/** How a key stands now; `running`: its calls that are open, over all processes. */
export type KeyState = Pick<KeyRow, 'id' | 'label' | 'enabled' | 'status' | 'reason' | 'until' | 'updatedAt'> & { running: number }

/** A key as administrators see it: nothing of it that is secret. `problem`: what its reason means. */
export type KeyView = Omit<KeyRow, 'secret' | 'proxy' | 'headers' | 'tested'> &
  KeyState & {
    hasSecret: boolean
    hasProxy: boolean
    headerNames: string[]
    problem: KeyProblem | null
    tested: (KeyTest & { problem: KeyProblem | null }) | null
    /** its calls of the last 24 hours that are over */
    day: KeyCalls
  }

const DAY_MS = 86_400_000
const NONE: KeyCalls = { ended: 0, failed: 0 }

/** A key that has cooled is in use again, though no call has told yet. */
function stateOf(row: KeyRow, at: Date): Pick<KeyRow, 'status' | 'reason' | 'until'> {
  const isOver = row.status === 'cooling' && (row.until?.getTime() ?? 0) <= at.getTime()
  return isOver ? { status: 'ok', reason: null, until: null } : { status: row.status, reason: row.reason, until: row.until }
}

async function runningByKey(db: Store): Promise<(id: string) => number> {
  const { byKey } = await runningCalls(db)
  return (id) => byKey.filter(({ keyId }) => keyId === id).reduce((sum, { calls }) => sum + calls, 0)
}

/** All keys in the order in which they are tried. */
export async function keysWithState(db: Store, at: Date): Promise<KeyState[]> {
  const [rows, running] = await Promise.all([listKeys(db), runningByKey(db)])
  return rows.map((row) => {
    const { id, label, enabled, updatedAt } = row
    return { id, label, enabled, updatedAt, ...stateOf(row, at), running: running(id) }
  })
}

type ViewDeps = { db: Store; vault: Vault }

export const viewKeys = async (deps: ViewDeps, at: Date): Promise<KeyView[]> => viewsOf(deps, await listKeys(deps.db), at)

/** Null where there is no such key. */
export async function viewKey(deps: ViewDeps, id: string, at: Date): Promise<KeyView | null> {
  const row = await findKey(deps.db, id)
  return row && ((await viewsOf(deps, [row], at))[0] ?? null)
}

async function viewsOf({ db, vault }: ViewDeps, rows: readonly KeyRow[], at: Date): Promise<KeyView[]> {
  const [running, calls] = await Promise.all([runningByKey(db), callsByKey(db, new Date(at.getTime() - DAY_MS))])
  return rows.map((row) => ({ ...viewOf(vault, row, at), running: running(row.id), day: calls.get(row.id) ?? NONE }))
}

function viewOf(vault: Vault, row: KeyRow, at: Date): Omit<KeyView, 'running' | 'day'> {
  const { secret, proxy, headers: _headers, tested, ...open } = row
  const state = stateOf(row, at)
  return {
    ...open,
    ...state,
    problem: problemIn(state.reason),
    hasSecret: secret !== null,
    hasProxy: proxy !== null,
    headerNames: Object.keys(openHeaders(vault, row)),
    tested: tested && { ...tested, problem: problemIn(tested.reason) },
  }
}

const problemIn = (reason: string | null): KeyProblem | null => (reason === null ? null : problemOfReason(reason))
