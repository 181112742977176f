import { UpstreamFailed } from '../llm/failed.ts'
import type { Logger } from '../log.ts'
import { cooled, type Health, type Moment, recovered, setAside } from './health.ts'
import type { KeyChange, KeyRow } from './queries.ts'

/** What this process knows of a key. `busyUntil`: until when all of its places are taken. */
export type State = { health: Health; running: number; busyUntil: number; usedSavedAt: number }

export type ReportDeps = {
  /** Tells the others, by the key's row; false where it is reached otherwise by now, which a call as before says nothing of. */
  save(key: KeyRow, change: KeyChange): Promise<boolean>
  log: Logger
  now: () => number
  random: () => number
}

/** How calls over a key went, and what follows for its health. Each resolves when the others are told. */
export type Reports = {
  succeeded(key: KeyRow, startedAt: number): Promise<void>
  failed(key: KeyRow, startedAt: number, error: unknown): Promise<void>
  /** whatever was known of it */
  recovered(key: KeyRow): Promise<void>
}

const USED_EVERY_MS = 60_000

export function createReports({ save, log, now, random }: ReportDeps, stateOf: (key: KeyRow) => State): Reports {
  function tell(key: KeyRow, change: KeyChange): Promise<boolean> {
    return save(key, change).catch((error: unknown) => {
      log.warn({ err: error, key: key.label }, 'the state of a key could not be saved')
      return true
    })
  }

  async function change(key: KeyRow, health: Health, reason: string | null): Promise<void> {
    const state = stateOf(key)
    const before = state.health
    state.health = health
    state.usedSavedAt = health.changedAt
    const at = new Date(health.changedAt)
    const isSame = await tell(key, {
      status: health.status,
      reason,
      until: health.status === 'ok' ? null : new Date(health.until),
      lastUsedAt: at,
      updatedAt: at,
    })
    if (!isSame && state.health === health) state.health = before
  }

  async function succeeded(key: KeyRow, startedAt: number): Promise<void> {
    const state = stateOf(key)
    const moment: Moment = { now: now(), random }
    // a call that began before the key failed says nothing about how it is now
    if (state.health.status !== 'ok' && startedAt >= state.health.changedAt) return change(key, recovered(moment), null)
    if (moment.now - state.usedSavedAt < USED_EVERY_MS) return
    state.usedSavedAt = moment.now
    await tell(key, { lastUsedAt: new Date(moment.now) })
  }

  async function failed(key: KeyRow, startedAt: number, error: unknown): Promise<void> {
    if (!(error instanceof UpstreamFailed)) return
    const { reason, errorClass, upstreamText: said, retryAfterMs } = error
    const { health } = stateOf(key)
    const moment: Moment = { now: now(), random }
    // a call that began before the key was found to work again says nothing about how it is now
    if (health.status === 'ok' && startedAt < health.changedAt) return
    if (error.keyFault) {
      log.warn({ key: key.label, reason, errorClass, said }, 'a key is set aside')
      await change(key, setAside(moment), reason)
    } else if (error.retryable && health.status !== 'set_aside' && (startedAt >= health.changedAt || health.status !== 'cooling')) {
      log.warn({ key: key.label, reason, errorClass, said }, 'a key cools down')
      await change(key, cooled(health, retryAfterMs, moment), reason)
    }
  }

  return { succeeded, failed, recovered: (key) => change(key, recovered({ now: now(), random }), null) }
}
