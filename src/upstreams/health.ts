import type { KeyRow } from './queries.ts'

/** How well a key does, as this process knows it. Times in ms of the wall clock. */
export type Health = {
  status: KeyRow['status']
  /** cooling: not before; set aside: tried again after this where no other key is left */
  until: number
  /** failures in a row */
  failures: number
  changedAt: number
}

export type Moment = { now: number; random: () => number }

const MAX_COOLING_MS = 60_000
const PROBE_MS = 600_000

export const healthOf = (row: KeyRow): Health => ({
  status: row.status,
  until: row.until?.getTime() ?? 0,
  failures: row.status === 'cooling' ? 1 : 0,
  changedAt: row.updatedAt.getTime(),
})

/** What another process or the admin has written after our own last change. */
export function adopt(known: Health | undefined, row: KeyRow): Health {
  if (known && row.updatedAt.getTime() <= known.changedAt) return known
  const told = healthOf(row)
  return { ...told, failures: Math.max(told.failures, told.status === 'cooling' ? (known?.failures ?? 0) : 0) }
}

export const recovered = ({ now }: Moment): Health => ({ status: 'ok', until: 0, failures: 0, changedAt: now })

export const setAside = ({ now }: Moment): Health => ({ status: 'set_aside', until: now + PROBE_MS, failures: 0, changedAt: now })

/** For as long as the server asks, a minute at most; else 1, 2, 4 … 60 s, give or take a quarter. */
export function cooled({ failures }: Health, retryAfterMs: number | null, { now, random }: Moment): Health {
  const backOff = 1_000 * 2 ** Math.min(failures, 6) * (0.75 + random() / 2)
  const coolingMs = Math.round(Math.min(retryAfterMs ?? backOff, MAX_COOLING_MS))
  return { status: 'cooling', until: now + coolingMs, failures: failures + 1, changedAt: now }
}
