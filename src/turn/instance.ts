import type { Kv } from '../kv/kv.ts'
import type { Logger } from '../log.ts'
import type { Presence } from './presence.ts'

const LEASE_MS = 10_000
const RENEW_MS = 3_000
/** two looks that are further apart say nothing of the time between them */
const MISSED_MS = 30_000
/** Who writes an answer touches it every 4 s, also while the model is silent: one that stays as it is for so long is nobody's. */
const QUIET_MS = 14_000
/** the same by the clocks of two machines, which may differ */
const STALE_MS = 60_000

const leaseOf = (instance: string): string => `instance:${instance}`

/** The trace of a process in an answer that is being written. */
export type Trace = { owner: string; touchedAt: number }

export type Instance = {
  readonly id: string
  /** Whether the process that writes this is gone, as far as can be told. */
  isGone(trace: Trace): Promise<boolean>
  close(): Promise<void>
}

export type InstanceOptions = {
  id: string
  log: Logger
  now: () => number
  /** of the processes of this machine; null where there can be no files */
  presence: Presence | null
  /** whether all processes that use this database are of this machine */
  allHere: boolean
  /** whether all processes see the same leases */
  seesLeases: boolean
}

/** This process among those that share a database: known to live by its file, and elsewhere for as long as it renews its lease. */
export async function joinInstances(kv: Kv, { id, log, now, presence, allHere, seesLeases }: InstanceOptions): Promise<Instance> {
  const missed = new Map<string, { since: number; seen: number; touchedAt: number }>()

  const renew = async () => {
    try {
      if (!(await kv.renew(leaseOf(id), id, LEASE_MS))) await kv.acquire(leaseOf(id), id, LEASE_MS)
    } catch (error) {
      log.debug({ err: error }, 'the lease of this process could not be renewed')
    }
  }

  /** A store may have lost its leases, or cannot be reached from there: only who also leaves its answers alone is gone. */
  async function isMissed({ owner, touchedAt }: Trace): Promise<boolean> {
    const holder = await kv.holder(leaseOf(owner)).catch(() => owner)
    if (holder !== null) {
      missed.delete(owner)
      return false
    }
    const before = missed.get(owner)
    const isSilent = before && now() - before.seen < MISSED_MS && touchedAt <= before.touchedAt
    const since = isSilent ? before.since : now()
    missed.set(owner, { since, seen: now(), touchedAt: Math.max(touchedAt, before?.touchedAt ?? 0) })
    return now() - since > QUIET_MS
  }

  await renew()
  const timer = setInterval(() => void renew(), RENEW_MS).unref()
  return {
    id,
    async isGone({ owner, touchedAt }) {
      if (owner === id) return false
      const seen = presence?.of(owner) ?? 'unknown'
      if (seen !== 'unknown') return seen === 'gone'
      if (allHere) return true
      return seesLeases ? isMissed({ owner, touchedAt }) : now() - touchedAt > STALE_MS
    },
    async close() {
      clearInterval(timer)
      await kv.release(leaseOf(id), id).catch(() => false)
      presence?.leave()
    },
  }
}
