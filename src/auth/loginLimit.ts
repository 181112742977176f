import { AppError } from '../errors.ts'
import type { Kv, Window } from '../kv/kv.ts'
import { sha256 } from '../secrets.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
/** wrong passwords for one account, from wherever they come */
const TRIES: readonly Window[] = [{ limit: 10, windowMs: 15 * MINUTE }]
/** how long an address counts as one where the owner is known to sign in */
const KNOWN_MS = 30 * DAY

type LimitDeps = { kv: Kv; now: () => number }

export type Attempt = { usernameKey: string; ip: string }

const knownKey = ({ usernameKey, ip }: Attempt): string => `signed-in:${sha256(`${usernameKey}\n${ip}`)}`

/**
 * Counts a try; throws `rate_limited` when there were too many. Where the owner has signed in before he has a count of
 * his own, which begins anew with each success: a stranger who guesses does not lock him out.
 */
export async function countTry({ kv, now }: LimitDeps, attempt: Attempt): Promise<void> {
  const known = await kv.get(knownKey(attempt)).catch(() => null)
  const key = known === null ? sha256(attempt.usernameKey) : `${sha256(`${attempt.usernameKey}\n${attempt.ip}`)}:${known}`
  const verdict = await kv.hit(`sign-in:${key}`, TRIES, now())
  if (!verdict.allowed)
    throw new AppError('rate_limited', { limit: verdict.limit, seconds: Math.max(1, Math.ceil(verdict.retryAfterMs / 1000)) })
}

export async function rememberSuccess({ kv, now }: LimitDeps, attempt: Attempt): Promise<void> {
  await kv.set(knownKey(attempt), String(now()), { ttlMs: KNOWN_MS }).catch(() => false)
}
