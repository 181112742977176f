import * as z from 'zod'
import { newId } from '../ids.ts'
import type { Vault } from '../secrets.ts'
import type { User } from './people.ts'

/** between the two steps, ms */
export const PENDING_MS = 5 * 60_000
const OWNER = 'pending-sign-in'

const content = z.object({ id: z.string(), userId: z.string(), epoch: z.number(), at: z.number() })

/** Whose password was right, and when; no more than that is known between the two steps of a sign-in, and it is kept by the browser. */
export type PendingSignIn = z.output<typeof content>

export const sealPending = (vault: Vault, user: Pick<User, 'id' | 'epoch'>, now: number): string =>
  vault.seal(JSON.stringify({ id: newId(now), userId: user.id, epoch: user.epoch, at: now } satisfies PendingSignIn), OWNER)

/** Null for what is not ours, or older than five minutes. */
export function openPending(vault: Vault, sealed: string, now: number): PendingSignIn | null {
  try {
    const pending = content.parse(JSON.parse(vault.open(sealed, OWNER)))
    return Math.abs(now - pending.at) <= PENDING_MS ? pending : null
  } catch {
    return null
  }
}
