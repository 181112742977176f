import type { ServerResponse } from 'node:http'
import { AppError } from '../errors.ts'
import type { Kv, Verdict, Window } from '../kv/kv.ts'
import type { SiteSettings } from '../site/site.ts'
import type { AppContext } from '../web/context.ts'

export type TurnLimitDeps = { kv: Kv; now: () => number; site: Pick<SiteSettings, 'current'> }

const inSeconds = (ms: number): number => Math.max(1, Math.ceil(ms / 1_000))

/** Counts one turn of a user; throws `rate_limited` with the seconds to wait. The answer's headers say how many are left. */
export async function countTurn({ kv, now, site }: TurnLimitDeps, c: AppContext, userId: string): Promise<void> {
  const { rateLimits } = await site.current()
  if (rateLimits.length === 0) return
  const verdict = await kv.hit(`turns:${userId}`, rateLimits, now())
  for (const [name, value] of Object.entries(limitHeaders(rateLimits, verdict))) setHeader(c, name, value)
  if (!verdict.allowed) throw new AppError('rate_limited', { seconds: inSeconds(verdict.retryAfterMs) })
}

/** Whose streams of running answers are counted (`StreamOptions.reader`): nobody's where turns are not limited either. */
export const countedReader = async ({ site }: Pick<TurnLimitDeps, 'site'>, userId: string): Promise<string | null> =>
  (await site.current()).rateLimits.length === 0 ? null : userId

/** Also on an answer that is written to the socket itself. */
function setHeader(c: AppContext, name: string, value: string): void {
  const outgoing = c.env?.outgoing as ServerResponse | undefined
  if (outgoing) outgoing.setHeader(name, value)
  else c.header(name, value)
}

/** The layer that is nearest to its end, and all of them (draft-ietf-httpapi-ratelimit-headers): `5;w=60, 100;w=86400`. */
const limitHeaders = (layers: readonly Window[], verdict: Verdict): Record<string, string> => ({
  'RateLimit-Limit': String(verdict.limit),
  'RateLimit-Remaining': String(verdict.remaining),
  'RateLimit-Reset': String(inSeconds(verdict.allowed ? verdict.resetMs : verdict.retryAfterMs)),
  'RateLimit-Policy': layers.map(({ limit, windowMs }) => `${limit};w=${Math.ceil(windowMs / 1_000)}`).join(', '),
})
