import type { Logger } from '../log.ts'
import { createRedisAvailability } from './availability.ts'
import { type KvWaits, withFallback } from './fallback.ts'
import type { Kv } from './kv.ts'
import { createMemoryKv } from './memory.ts'

export type OpenKvOptions = {
  redisUrl: string | null | undefined
  log: Logger
  now?: () => number
  /** how long Redis is waited for before it is taken to be away */
  waits?: KvWaits | undefined
}

/** Redis where there is one, with this process' memory behind the limits; else memory alone. A Redis that is away does not hold up the start. */
export async function openKv({ redisUrl, log, now = Date.now, waits }: OpenKvOptions): Promise<Kv> {
  const local = createMemoryKv({ now, log })
  if (redisUrl === null || redisUrl === undefined) return local
  const { createRedisKv } = await import('./redis.ts')
  const availability = createRedisAvailability(log)
  const primary = await createRedisKv(redisUrl, { log, prefix: 'aichat:', availability })
  return withFallback(primary, local, availability, waits)
}
