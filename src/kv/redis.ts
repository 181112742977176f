import type { Logger } from '../log.ts'
import { createRedisAvailability } from './availability.ts'
import { type Availability, reasonOf } from '../availability.ts'
import type { Kv, Verdict, Window } from './kv.ts'
import { connected, createRedisClient, type RedisClient } from './redisClient.ts'
import { createSubscriber } from './redisSubscriber.ts'
import { parseRedisUrl } from './redisUrl.ts'
import { distinctWindows, judge } from './windows.ts'

export type RedisKvOptions = {
  log: Logger
  /** stands before every key and channel */
  prefix: string
  availability?: Availability
}

/** Redis, Sentinel or Cluster. While it is away every operation rejects at once, or after half a second when it hangs. */
export async function createRedisKv(
  url: string,
  { log, prefix, availability = createRedisAvailability(log) }: RedisKvOptions,
): Promise<Kv> {
  const target = parseRedisUrl(url)
  const client = await createRedisClient(target, false)
  const subscriber = createSubscriber(target, log)
  const stopWatching = watch(client, availability)
  if (!(await connected(client))) availability.lost(new Error('cannot connect'))

  const value = (key: string): string => `${prefix}v:${key}`
  const lease = (key: string): string => `${prefix}l:${key}`
  const places = (key: string): string => `${prefix}p:${key}`
  const channelName = (channel: string): string => `${prefix}c:${channel}`

  return {
    get: (key) => ask(client.get(value(key))),
    getAndTouch: (key, ttlMs) => ask(client.getex(value(key), 'PX', wholeMs(ttlMs))),
    set: async (key, text, { ttlMs, only }) => {
      const args = [value(key), text, 'PX', wholeMs(ttlMs)] as const
      if (only === 'new') return (await ask(client.set(...args, 'NX'))) !== null
      if (only === 'existing') return (await ask(client.set(...args, 'XX'))) !== null
      return (await ask(client.set(...args))) !== null
    },
    delete: async (key) => {
      await ask(client.del(value(key)))
    },
    // The braces make a cluster keep all windows of a key on one node.
    hit: (key, windows, nowMs) => hit(client, `${prefix}h:{${key}}`, distinctWindows(windows), nowMs),
    acquire: async (key, owner, ttlMs) => (await ask(client.set(lease(key), owner, 'PX', wholeMs(ttlMs), 'NX'))) !== null,
    renew: async (key, owner, ttlMs) => (await ask(client.renewLease(lease(key), owner, wholeMs(ttlMs)))) === 1,
    holder: (key) => ask(client.get(lease(key))),
    release: async (key, owner) => (await ask(client.releaseLease(lease(key), owner))) === 1,
    enter: async (key, owner, limit, ttlMs) => (await ask(client.enter(places(key), owner, limit, wholeMs(ttlMs)))) === 1,
    leave: async (key, owner) => {
      await ask(client.zrem(places(key), owner))
    },
    publish: async (channel, message) => {
      await ask(client.publish(channelName(channel), message))
    },
    subscribe: (channel, listener) => ask(subscriber.subscribe(channelName(channel), listener)),
    ping: async () => {
      await ask(client.ping())
    },
    close: async () => {
      stopWatching()
      subscriber.close()
      await client.quit().catch(() => client.disconnect())
    },
  }
}

async function hit(client: RedisClient, key: string, windows: Window[], nowMs: number): Promise<Verdict> {
  if (windows.length === 0) return judge([], nowMs)
  const keys = windows.map(({ windowMs }) => `${key}:${windowMs}`)
  const limits = windows.flatMap(({ limit, windowMs }) => [limit, windowMs])
  const [at, ...usage] = await ask(client.slidingHit(keys.length, ...keys, nowMs, ...limits))
  const timeAt = (index: number): number | null => (usage[index] === '' ? null : Number(usage[index]))
  const usages = windows.map((window, i) => ({
    window,
    count: Number(usage[3 * i]),
    newestMs: timeAt(3 * i + 1),
    blockerMs: timeAt(3 * i + 2),
  }))
  return judge(usages, Number(at))
}

/** Tells of each loss and return of the connection, until the returned function is called. */
function watch(client: RedisClient, availability: Availability): () => void {
  let watching = true
  let lastError: unknown = new Error('connection closed')
  client.on('error', (error: unknown) => (lastError = error))
  client.on('ready', () => availability.back())
  client.on('close', () => watching && availability.lost(lastError))
  return () => {
    watching = false
  }
}

/** Rejects with the reason alone: a driver's error carries the command's arguments, and would take them into the log. */
async function ask<T>(reply: Promise<T>): Promise<T> {
  try {
    return await reply
  } catch (error) {
    throw new Error(`Redis: ${reasonOf(error)}`)
  }
}

const wholeMs = (ms: number): number => Math.max(1, Math.ceil(ms))
