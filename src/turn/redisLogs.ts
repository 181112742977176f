import type { Kv } from '../kv/kv.ts'
import { connected, createRedisClient } from '../kv/redisClient.ts'
import { parseRedisUrl } from '../kv/redisUrl.ts'
import { subscribeForGood } from '../kv/subscribe.ts'
import { RedisLogReader } from './redisLogReader.ts'
import { RedisLogWriter } from './redisLogWriter.ts'
import type { SharedLogs } from './sharedLogs.ts'

/** where processes tell each other whose logs they follow */
const FOLLOWED_CHANNEL = 'turns:followed'
const TELL_MS = 5_000

/** One hash tag for all: a cluster keeps them on one node, so that one command can wait for news of many. */
const keyOf = (id: string): string => `aichat:{turns}:${id}`

/**
 * The logs of running turns in Redis Streams. While Redis is away nothing fails but reading, and what was not written is written when
 * it is back. A log that nobody follows from elsewhere is written four times a second, one that is followed at once.
 */
export async function createRedisLogs(redisUrl: string, kv: Kv, now: () => number): Promise<SharedLogs> {
  const target = parseRedisUrl(redisUrl)
  const client = await createRedisClient(target, false)
  const waiting = await createRedisClient(target, true)
  // whether Redis is there is told by the first connection of all
  for (const one of [client, waiting]) one.on('error', () => {})
  await Promise.all([connected(client), connected(waiting)])
  const writer = new RedisLogWriter(client, keyOf, now)
  const reader = new RedisLogReader(client, waiting, keyOf)
  const tell = (ids: readonly string[]) => void (ids.length > 0 && kv.publish(FOLLOWED_CHANNEL, ids.join(' ')).catch(() => {}))
  const telling = setInterval(() => tell(reader.ids()), TELL_MS).unref()
  const stopHearing = subscribeForGood(kv, FOLLOWED_CHANNEL, (ids) => writer.hurry(ids.split(' ')))

  return {
    share: (id, log) => writer.share(id, log),
    read: (id) => reader.read(id),
    follow(id, afterId, listener) {
      tell([id])
      return reader.follow(id, afterId, listener)
    },
    async close() {
      clearInterval(telling)
      stopHearing()
      await writer.flush()
      writer.close()
      reader.close()
      await client.quit().catch(() => client.disconnect())
    },
  }
}
