import type { Logger } from '../log.ts'
import { Channels, type Listener } from './channels.ts'
import { createRedisClient, type RedisClient } from './redisClient.ts'
import type { RedisTarget } from './redisUrl.ts'

/** How often the connection is tried: it only listens, so it would not notice by itself that nobody is there any more. */
const PING_MS = 15_000

export type Subscriber = {
  subscribe(channel: string, listener: Listener): Promise<() => Promise<void>>
  close(): void
}

/** The second connection, for listening; it is opened with the first subscription and subscribes again after each reconnect. */
export function createSubscriber(target: RedisTarget, log: Logger): Subscriber {
  const channels = new Channels(log)
  let opening: Promise<RedisClient> | undefined
  let pinger: NodeJS.Timeout | undefined

  async function open(): Promise<RedisClient> {
    const client = await createRedisClient(target, true)
    // Whether Redis is there is told by the first connection.
    client.on('error', () => {})
    client.on('message', (channel: string, message: string) => channels.deliver(channel, message))
    client.on('ready', () => resubscribe(client, channels))
    pinger = setInterval(() => void client.ping().catch(() => {}), PING_MS).unref()
    return client
  }

  return {
    async subscribe(channel, listener) {
      opening ??= open()
      const client = await opening
      const remove = channels.add(channel, listener)
      try {
        await client.subscribe(channel)
      } catch (error) {
        remove()
        throw error
      }
      return async () => {
        remove()
        if (!channels.has(channel)) await client.unsubscribe(channel).catch(() => {})
      }
    },
    close() {
      clearInterval(pinger)
      channels.clear()
      void opening?.then((client) => client.disconnect())
    },
  }
}

function resubscribe(client: RedisClient, channels: Channels): void {
  const names = channels.names()
  if (names.length === 0) return
  client.subscribe(...names).catch(() => client.disconnect(true))
}
