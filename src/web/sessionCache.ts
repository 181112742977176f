import * as z from 'zod'
import type { Kv } from '../kv/kv.ts'
import type { SessionContent } from './context.ts'

const MINUTE = 60_000
const MAX_BURIED = 10_000
/** how often the cache is told again of what was ended while it was away, ms */
const RETRY_MS = 1_000

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
  /** False where the database has to be asked: a copy is old, or from before the cache was away, so that it may have missed an end. */
  isFresh(session: CachedSession): boolean
  /** True for what was ended while the cache could not be told. */
  isBuried(idHash: string): boolean
}

/** Copies of sessions in Redis or memory. A cache that is away is an empty one: it says itself that it is away. */
export function createSessionCache({ kv, now, ttlMs }: { kv: Kv; now: () => number; ttlMs: number }): SessionCache {
  const key = (idHash: string) => `session:${idHash}`
  const buried = new Set<string>()
  let lostAt = -Infinity
  let timer: NodeJS.Timeout | null = null

  async function forget(idHash: string): Promise<boolean> {
    const done = await kv.delete(key(idHash)).then(
      () => true,
      () => false,
    )
    if (done) buried.delete(idHash)
    else if (buried.size < MAX_BURIED) buried.add(idHash)
    if (buried.size > 0) timer ??= setInterval(() => void forgetBuried(), RETRY_MS).unref()
    return done
  }

  /** The first that fails tells that the cache is still away. */
  async function forgetBuried(): Promise<void> {
    for (const idHash of buried) if (!(await forget(idHash))) return
    if (buried.size > 0 || timer === null) return
    clearInterval(timer)
    timer = null
  }

  return {
    async read(idHash) {
      const text = await kv.getAndTouch(key(idHash), ttlMs).catch(() => {
        lostAt = now()
        return null
      })
      return text === null ? null : (cached.safeParse(parseQuietly(text)).data ?? null)
    },
    async remember(idHash, session, only) {
      await kv.set(key(idHash), JSON.stringify(session), { ttlMs, ...(only && { only }) }).catch(() => false)
    },
    async forget(idHash) {
      await forget(idHash)
    },
    isFresh: ({ checkedAt }) => checkedAt > lostAt && now() - checkedAt < MINUTE,
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
