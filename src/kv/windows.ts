import type { Verdict, Window } from './kv.ts'

/** What a window held before the hit being judged: `blockerMs` is the hit that has to fall out of a full window for one more to fit. */
export type Usage = { window: Window; count: number; newestMs: number | null; blockerMs: number | null }

type Standing = Omit<Verdict, 'allowed'> & { windowMs: number }

const UNLIMITED: Verdict = { allowed: true, limit: Infinity, remaining: Infinity, retryAfterMs: 0, resetMs: 0 }

/** One window per length: of two equally long ones the stricter decides. */
export function distinctWindows(windows: readonly Window[]): Window[] {
  const limits = new Map<number, number>()
  for (const { limit, windowMs } of windows) limits.set(windowMs, Math.min(limit, limits.get(windowMs) ?? limit))
  return [...limits].map(([windowMs, limit]) => ({ limit, windowMs }))
}

/** Whether the hit at `atMs` fits into all windows, and how the tightest of them stands after it. */
export function judge(usages: readonly Usage[], atMs: number): Verdict {
  const allowed = usages.every(({ window, count }) => count < window.limit)
  const [tightest] = usages.map((usage) => (allowed ? afterHit(usage) : afterRefusal(usage, atMs))).sort(byTightness)
  if (tightest === undefined) return UNLIMITED
  const { windowMs: _, ...standing } = tightest
  return { allowed, ...standing }
}

function afterHit({ window: { limit, windowMs }, count }: Usage): Standing {
  return { limit, windowMs, remaining: limit - count - 1, retryAfterMs: 0, resetMs: windowMs }
}

function afterRefusal({ window: { limit, windowMs }, count, newestMs, blockerMs }: Usage, atMs: number): Standing {
  const leftOf = (hitMs: number): number => Math.max(0, hitMs + windowMs - atMs)
  return {
    limit,
    windowMs,
    remaining: Math.max(0, limit - count),
    retryAfterMs: count < limit ? 0 : leftOf(blockerMs ?? atMs),
    resetMs: newestMs === null ? 0 : leftOf(newestMs),
  }
}

function byTightness(a: Standing, b: Standing): number {
  return a.remaining - b.remaining || b.retryAfterMs - a.retryAfterMs || b.windowMs - a.windowMs
}
