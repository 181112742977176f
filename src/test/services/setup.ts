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
  const [mariadb, redis] = await Promise.allSettled([startMariadb(), startRedis()])
  const running = [mariadb, redis].flatMap((service) => (service.status === 'fulfilled' && service.value ? [service.value] : []))
  const stop = async (): Promise<void> => {
    await Promise.all(running.map((service) => service.stop()))
  }
  if (mariadb.status !== 'fulfilled' || !mariadb.value || redis.status !== 'fulfilled' || !redis.value) {
    await stop()
    const reasons = [mariadb, redis].flatMap((service) => (service.status === 'rejected' ? [service.reason] : []))
    throw new AggregateError(reasons, 'The feature tests need mariadbd and redis-server; without them run the project "sqlite" alone.')
  }
  project.provide('mysqlUrl', mariadb.value.url)
  project.provide('redisUrl', redis.value.url)
  return stop
}
