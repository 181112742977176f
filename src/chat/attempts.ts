import { setTimeout as sleep } from 'node:timers/promises'
import type { Store } from '../db/store.ts'
import { isUnavailable } from '../db/errors.ts'
import { AppError } from '../errors.ts'
import { UpstreamFailed } from '../llm/failed.ts'
import type { CallOutcome, ChatRequest, OnDelta } from '../llm/llm.ts'
import type { Route, TakenKey } from '../upstreams/service.ts'
import { type Call, holdQuota, nextAttempt, type OpenCall, openUsage, settleUsage } from '../usage/service.ts'

/** Resolves after `ms`; rejects at once when `signal` is aborted. */
export type Wait = (ms: number, signal: AbortSignal) => Promise<void>

export type AttemptsDeps = {
  db: Store
  now: () => number
  /** for tests */
  wait?: Wait
}

/** The first call, whose usage is open. */
export type FirstAttempt = OpenCall<Call> & { route: Route }

export type Attempts = {
  /** Asks until there is an answer, or no way on. Rejects like `streamChat`, and with `AppError`. */
  ask(request: ChatRequest, onDelta: OnDelta, signal: AbortSignal): Promise<CallOutcome>
  /** the call that the answer's own end settles */
  last(): OpenCall<Call>
}

/** calls that follow a failure and a wait; another key that is free is none of them */
const MAX_RETRIES = 2
const MAX_WAIT_MS = 30_000
/** A turn that has tried for so long does not begin again. */
const MAX_TRYING_MS = 60_000
const NOTHING_CAME = { content: '', reasoning: '' }

/**
 * The upstream calls of one turn. What fails before the first token goes on with another key, or, after a wait, with the
 * same one; each call has its own usage, opened before it is made.
 */
export function createAttempts({ db, now, wait = pause }: AttemptsDeps, { route, ...first }: FirstAttempt): Attempts {
  let open: OpenCall<Call> = first
  const startedAt = now()
  let [retries, waited] = [0, 0]

  /** Whether a turn may wait so long for a key. */
  const allows = (ms: number): boolean => ms === 0 || waited + ms <= MAX_WAIT_MS

  async function nextKey(signal: AbortSignal, failure: UpstreamFailed | null): Promise<TakenKey> {
    for (;;) {
      signal.throwIfAborted()
      const key = await route.take()
      if (key) return key
      const ms = waitOf(route, failure)
      if (!allows(ms)) throw failure ?? new AppError('upstream_busy', { seconds: Math.ceil(ms / 1_000) })
      waited += ms
      await wait(ms, signal)
    }
  }

  /** Throws what ends the turn, before the failed call is settled. */
  function checkAgain(error: unknown): asserts error is UpstreamFailed {
    if (!(error instanceof UpstreamFailed) || error.delivered || !(error.retryable || error.keyFault)) throw error
    const ms = waitOf(route, error)
    if (!allows(ms) || now() - startedAt >= MAX_TRYING_MS) throw error
    if (ms > 0 && ++retries > MAX_RETRIES) throw error
  }

  async function closeFailed(error: UpstreamFailed): Promise<void> {
    const end = { ...NOTHING_CAME, status: 'failed', report: error.report, errorClass: error.errorClass } as const
    await db.tx((store) => settleUsage(store, open, end, new Date(now())))
  }

  async function openNext({ keyId, keyLabel }: TakenKey): Promise<void> {
    const at = new Date(now())
    open = await db.tx(async (store) => {
      const { call } = open
      const held = call.held && (await holdQuota(store, call.userId, call.held.byDefault))
      const next = { ...call, keyId, keyLabel, held, attempt: await nextAttempt(store, call.messageId) }
      return { call: next, price: await openUsage(store, next, at) }
    })
  }

  /** The key for another call, which is open then. While the database is away none is made: it could not be accounted for. */
  async function goOn(failure: UpstreamFailed, signal: AbortSignal): Promise<TakenKey> {
    let key: TakenKey | null = null
    try {
      await closeFailed(failure)
      key = await nextKey(signal, failure)
      await openNext(key)
      return key
    } catch (error) {
      key?.letGo()
      throw isUnavailable(error) ? failure : error
    }
  }

  return {
    last: () => open,
    async ask(request, onDelta, signal) {
      let key = await nextKey(signal, null)
      open = { ...open, call: { ...open.call, keyId: key.keyId, keyLabel: key.keyLabel } }
      for (;;) {
        try {
          return await key.call(request, onDelta, signal)
        } catch (error) {
          if (signal.aborted) throw error
          checkAgain(error)
          key = await goOn(error, signal)
        }
      }
    },
  }
}

/** Milliseconds until a key is free; throws where none works, or none is worth waiting for. */
function waitOf(route: Route, failure: UpstreamFailed | null): number {
  const ms = route.freeIn()
  if (ms === null) throw failure?.as('no_key_works') ?? new AppError('no_key_works')
  // who waited in vain for the first token is not made to wait for the same key again
  if (ms > 0 && failure?.reason === 'upstream_timeout') throw failure
  return ms
}

const pause: Wait = (ms, signal) => sleep(ms, undefined, { signal })
