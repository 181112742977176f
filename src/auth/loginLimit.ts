import { randomUUID } from 'node:crypto'
import { AppError } from '../errors.ts'
import type { Kv, Window } from '../kv/kv.ts'
import { sha256 } from '../secrets.ts'
import { networkOf } from '../web/clientIp.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** how long a network counts as one where the owner is known to sign in */
const KNOWN_MS = 30 * DAY

/**
 * Five tries at once, then waits that double: 15 s, 30 s, 1, 2, 4, 7 minutes. Nothing is counted for longer than a quarter of
 * an hour, so nobody is locked out for longer.
 */
const DELAYS: readonly Window[] = [
  { limit: 5, windowMs: 15 * SECOND },
  { limit: 6, windowMs: 45 * SECOND },
  { limit: 7, windowMs: 105 * SECOND },
  { limit: 8, windowMs: 225 * SECOND },
  { limit: 9, windowMs: 465 * SECOND },
  { limit: 10, windowMs: 15 * MINUTE },
]

/** What one network may do, whoever it is there: enough for an office behind one address. */
const NETWORK = {
  /** for accounts that have never signed in from there */
  'sign-in': [
    { limit: 100, windowMs: MINUTE },
    { limit: 150, windowMs: 4 * MINUTE },
    { limit: 200, windowMs: 15 * MINUTE },
  ],
  registration: [{ limit: 10, windowMs: HOUR }],
  setup: [{ limit: 30, windowMs: 15 * MINUTE }],
  reset: [{ limit: 20, windowMs: 15 * MINUTE }],
} satisfies Record<string, readonly Window[]>

type LimitDeps = { kv: Kv; now: () => number }

/** What is guessed: a password, the code of a second factor, or a password by whoever holds a session. */
export type Guessed = 'sign-in' | 'code' | 'confirmation'
export type Attempt = { usernameKey: string; ip: string }

const placeOf = ({ usernameKey, ip }: Attempt): string => sha256(`${usernameKey}\n${networkOf(ip)}`)
const knownKey = (attempt: Attempt): string => `signed-in:${placeOf(attempt)}`

async function hit({ kv, now }: LimitDeps, key: string, windows: readonly Window[]): Promise<void> {
  const { allowed, limit, retryAfterMs } = await kv.hit(key, windows, now())
  if (!allowed) throw new AppError('rate_limited', { limit, seconds: Math.max(1, Math.ceil(retryAfterMs / SECOND)) })
}

/**
 * Counts a try; throws `rate_limited` when it comes too early. Where the owner has signed in before he has a count of his own,
 * which begins anew with each success: a stranger who guesses does not lock him out.
 */
export async function countTry(deps: LimitDeps, guessed: Guessed, attempt: Attempt): Promise<void> {
  const known = await deps.kv.get(knownKey(attempt)).catch(() => null)
  if (known !== null) return hit(deps, `${guessed}:${placeOf(attempt)}:${known}`, DELAYS)
  await hit(deps, `${guessed}:${sha256(attempt.usernameKey)}`, DELAYS)
  await countFromNetwork(deps, 'sign-in', attempt.ip)
}

export async function rememberSuccess({ kv }: Pick<LimitDeps, 'kv'>, attempt: Attempt): Promise<void> {
  await kv.set(knownKey(attempt), randomUUID(), { ttlMs: KNOWN_MS }).catch(() => false)
}

/** Throws `rate_limited` when too much of it comes from one network. */
export const countFromNetwork = (deps: LimitDeps, what: keyof typeof NETWORK, ip: string): Promise<void> =>
  hit(deps, `network:${what}:${networkOf(ip)}`, NETWORK[what])
