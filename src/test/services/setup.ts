import type { TestProject } from 'vitest/node'
import { startMariadb } from './mariadb.ts'
import { startRedis } from './redis.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** `mysql://…` of the tests' own server; null: the tests run on SQLite */
    mysqlUrl: string | null
    /** `redis://…` of the tests' own server; null: the tests keep everything in memory */
    redisUrl: string | null
  }
}

/** Starts the private database and Redis once for all feature tests, and stops them at the end. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const started = await Promise.allSettled([startMariadb(), startRedis()])
  const stop = async (): Promise<void> => {
    await Promise.all(started.map((service) => (service.status === 'fulfilled' ? service.value.stop() : undefined)))
  }
  const [mariadb, redis] = started
  if (mariadb.status === 'rejected' || redis.status === 'rejected') {
    await stop()
    throw mariadb.status === 'rejected' ? mariadb.reason : (redis as PromiseRejectedResult).reason
  }
  project.provide('mysqlUrl', mariadb.value.url)
  project.provide('redisUrl', redis.value.url)
  return stop
}
