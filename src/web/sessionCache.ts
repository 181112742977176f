import * as z from 'zod'
import type { Kv } from '../kv/kv.ts'
import type { SessionContent } from './context.ts'

const MAX_BURIED = 10_000

const content = z.object({ userId: z.string(), signedInAt: z.number(), epoch: z.number() })
const cached = content.extend({ seenAt: z.number(), expiresAt: z.number(), checkedAt: z.number() })

/** As the cache keeps it; times in ms. `checkedAt`: when the database was last asked whether it still stands. */
export type CachedSession = z.output<typeof cached>

/** What the database keeps as text; null when it is not readable. */
export const parseContent = (text: string): SessionContent | null => content.safeParse(parseQuietly(text)).data ?? null

export type SessionCache = {
  read(idHash: string): Promise<CachedSession | null>
  /** `existing`: what was deleted meanwhile stays so. */
  remember(idHash: string, session: CachedSession, only?: 'existing'): Promise<void>
  forget(idHash: string): Promise<void>
  /** True for what was ended while the cache could not be told. */
  isBuried(idHash: string): boolean
}

/** Copies of sessions in Redis or memory. A cache that is away is an empty one: it says itself that it is away. */
export function createSessionCache({ kv, ttlMs }: { kv: Kv; ttlMs: number }): SessionCache {
  const key = (idHash: string) => `session:${idHash}`
  const buried = new Set<string>()

  return {
    async read(idHash) {
      const text = await kv.getAndTouch(key(idHash), ttlMs).catch(() => null)
      return text === null ? null : (cached.safeParse(parseQuietly(text)).data ?? null)
    },
    async remember(idHash, session, only) {
      await kv.set(key(idHash), JSON.stringify(session), { ttlMs, ...(only && { only }) }).catch(() => false)
    },
    async forget(idHash) {
      const done = await kv.delete(key(idHash)).then(
        () => true,
        () => false,
      )
      if (done) buried.delete(idHash)
      else if (buried.size < MAX_BURIED) buried.add(idHash)
    },
    isBuried: (idHash) => buried.has(idHash),
  }
}

function parseQuietly(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
