import { EncryptJWT, jwtDecrypt } from 'jose'
import { createHash, randomBytes } from 'node:crypto'
import * as z from 'zod'
import { deriveKey } from '../secrets.ts'

/** so long somebody may take at the provider, ms */
export const PENDING_MS = 600_000

const pending = z.object({
  providerId: z.string(),
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  redirectUri: z.string(),
  next: z.string().nullable(),
  linkTo: z.string().nullable(),
})

/**
 * A sign-in that is under way at a provider: what the browser must bring back with it. `linkTo`: the user to whose account
 * the identity is to be linked; null where it is to sign in.
 */
export type Pending = z.output<typeof pending>

const random = (): string => randomBytes(32).toString('base64url')

/** One secret for each thing that must fit: the request, the token, the code (RFC 7636). */
export const newPending = (about: Omit<Pending, 'state' | 'nonce' | 'verifier'>): Pending => ({
  ...about,
  state: random(),
  nonce: random(),
  verifier: random(),
})

/** RFC 7636 §4.2, S256 */
export const challengeOf = (verifier: string): string => createHash('sha256').update(verifier).digest('base64url')

/** Keeps a pending sign-in in its browser: nothing of it is stored here, and nobody can read or make one. */
export function createPendingBox({ appSecret, now }: { appSecret: string; now: () => number }) {
  const key = deriveKey(appSecret, 'oidc')
  return {
    seal: (content: Pending): Promise<string> =>
      new EncryptJWT(content)
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
        .setExpirationTime(new Date(now() + PENDING_MS))
        .encrypt(key),

    /** Null for what is not ours or too old. */
    async open(sealed: string): Promise<Pending | null> {
      const options = { keyManagementAlgorithms: ['dir'], contentEncryptionAlgorithms: ['A256GCM'], currentDate: new Date(now()) }
      const opened = await jwtDecrypt(sealed, key, options).catch(() => null)
      return pending.safeParse(opened?.payload).data ?? null
    },
  }
}

export type PendingBox = ReturnType<typeof createPendingBox>
