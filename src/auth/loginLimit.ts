import { randomUUID } from 'node:crypto'
import { AppError } from '../errors.ts'
import type { Kv, Window } from '../kv/kv.ts'
import { sha256, type Vault } from '../secrets.ts'
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
/** `browser`: the mark that a browser brings, where it brings one */
export type Attempt = { usernameKey: string; ip: string; browser?: string | undefined }

const BROWSER = 'known-browser'

/** For the browser in which this user has signed in; another one each time. */
export const browserMark = (vault: Vault, usernameKey: string): string => vault.seal(usernameKey, BROWSER)

function knowsBrowser(vault: Vault, { usernameKey, browser }: Attempt): boolean {
  try {
    return browser !== undefined && vault.open(browser, BROWSER) === usernameKey
  } catch {
    return false
  }
}

const placeOf = ({ usernameKey, ip }: Attempt): string => sha256(`${usernameKey}\n${networkOf(ip)}`)
const knownKey = (attempt: Attempt): string => `signed-in:${placeOf(attempt)}`

/** Null for a stranger; else the name of the count that is the owner's own, which begins anew with each success. */
async function ownCount({ kv, vault }: Pick<LimitDeps, 'kv'> & { vault: Vault }, attempt: Attempt): Promise<string | null> {
  if (knowsBrowser(vault, attempt)) return sha256(attempt.browser ?? '')
  const known = await kv.get(knownKey(attempt)).catch(() => null)
  return known === null ? null : `${placeOf(attempt)}:${known}`
}

async function hit({ kv, now }: LimitDeps, key: string, windows: readonly Window[]): Promise<void> {
  const { allowed, limit, retryAfterMs } = await kv.hit(key, windows, now())
  if (!allowed) throw new AppError('too_many_tries', { limit, seconds: Math.max(1, Math.ceil(retryAfterMs / SECOND)) })
}

/**
 * Counts a try; throws `too_many_tries` when it comes too early. In a browser or a network where the owner has signed in before he
 * has a count of his own: a stranger who guesses does not lock him out.
 */
export async function countTry(deps: LimitDeps & { vault: Vault }, guessed: Guessed, attempt: Attempt): Promise<void> {
  const own = await ownCount(deps, attempt)
  if (own !== null) return hit(deps, `${guessed}:${own}`, DELAYS)
  await hit(deps, `${guessed}:${sha256(attempt.usernameKey)}`, DELAYS)
  await countFromNetwork(deps, 'sign-in', attempt.ip)
}

export async function rememberSuccess({ kv }: Pick<LimitDeps, 'kv'>, attempt: Attempt): Promise<void> {
  await kv.set(knownKey(attempt), randomUUID(), { ttlMs: KNOWN_MS }).catch(() => false)
}

/** Throws `too_many_tries` when too much of it comes from one network. */
export const countFromNetwork = (deps: LimitDeps, what: keyof typeof NETWORK, ip: string): Promise<void> =>
  hit(deps, `network:${what}:${networkOf(ip)}`, NETWORK[what])
