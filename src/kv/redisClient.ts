import type { Cluster, DNSLookupFunction, Redis, RedisOptions } from 'ioredis'
import { type Scripts, scripts } from './redisScripts.ts'
import type { RedisTarget } from './redisUrl.ts'

export type RedisClient = (Redis | Cluster) & Scripts

/** How long the start waits for the first connection; after that it goes on alone and connects by itself. */
const START_WAIT_MS = 1_000

const retry = (times: number): number => Math.min(times * 100, 2_000)

const OPTIONS = {
  lazyConnect: true,
  // What was on its way when the connection broke fails at once and is never sent twice: a hit would count double.
  maxRetriesPerRequest: 0,
  autoResendUnfulfilledCommands: false,
  // The driver's own resubscription rejects unheard when the connection breaks again in that moment.
  autoResubscribe: false,
  commandTimeout: 500,
  connectTimeout: 2_000,
  // A connection that swallows commands and never answers is thrown away, so that a new one is tried.
  socketTimeout: 5_000,
  // After a failover the old master still answers, but refuses to write.
  reconnectOnError: (error: Error) => error.message.startsWith('READONLY'),
  disableClientInfo: true,
} satisfies RedisOptions

/** A client that is not connected yet; `enableOfflineQueue`: commands wait for the first connection instead of failing at once. */
export async function createRedisClient(target: RedisTarget, enableOfflineQueue: boolean): Promise<RedisClient> {
  // By way of `default`: in a bundle a CommonJS package has no named exports.
  const { Cluster, Redis } = (await import('ioredis')).default
  if (target.kind !== 'cluster') {
    return new Redis({ ...OPTIONS, ...target.options, enableOfflineQueue, retryStrategy: retry, scripts }) as Redis & Scripts
  }
  return new Cluster(target.nodes, {
    redisOptions: { ...OPTIONS, ...target.options },
    enableOfflineQueue,
    lazyConnect: true,
    clusterRetryStrategy: retry,
    clusterNodeRetryStrategy: retry,
    scripts,
    // A certificate names the host, not its address.
    ...(target.options.tls && { dnsLookup: (host: string, callback: Parameters<DNSLookupFunction>[1]) => callback(null, host) }),
  }) as Cluster & Scripts
}

/** Opens the connection; false when it takes long or fails: it is tried on. */
export async function connected(client: RedisClient): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const patience = new Promise<void>((resolve) => (timer = setTimeout(resolve, START_WAIT_MS)))
  await Promise.race([client.connect().catch(() => {}), patience])
  clearTimeout(timer)
  return client.status === 'ready'
}
