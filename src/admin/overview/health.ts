import { statfs } from 'node:fs/promises'
import type { WebDeps } from '../../web/context.ts'
import { shared } from '../../web/health.ts'
import { findSize } from './queries.ts'

/** Bytes. */
export type Disk = { free: number; total: number }

/** What the server needs, as it answers now; null: it did not answer in time. */
export type Health = {
  database: { kind: 'sqlite' | 'mysql'; pingMs: number | null; bytes: number | null }
  /** `isUsed`: one is configured */
  redis: { isUsed: boolean; pingMs: number | null }
  /** where uploads and the database file are */
  disk: Disk | null
}

export type HealthDeps = Pick<WebDeps, 'db' | 'kv'> & {
  config: Pick<WebDeps['config'], 'redisUrl' | 'dataDir'>
  diskOf?: (path: string) => Promise<Disk>
}

const PATIENCE_MS = 1_000

/** Looks at all of it at once, for a second at most. What hangs is not asked again until it has answered. */
export function createHealth({ db, kv, config, diskOf = readDisk }: HealthDeps): () => Promise<Health> {
  const [askDatabase, askSize] = [shared(() => timed(db.ping())), shared(() => findSize(db))]
  const [askRedis, askDisk] = [shared(() => timed(kv.ping())), shared(() => diskOf(config.dataDir))]
  const isUsed = config.redisUrl !== null
  return async () => {
    const [pingMs, bytes, redisMs, disk] = await Promise.all([
      inTime(askDatabase()),
      inTime(askSize()),
      isUsed ? inTime(askRedis()) : null,
      inTime(askDisk()),
    ])
    return { database: { kind: db.kind, pingMs, bytes }, redis: { isUsed, pingMs: redisMs }, disk }
  }
}

async function readDisk(path: string): Promise<Disk> {
  const { bsize, bavail, blocks } = await statfs(path)
  return { free: bavail * bsize, total: blocks * bsize }
}

async function timed(answer: Promise<void>): Promise<number> {
  const start = performance.now()
  await answer
  return Math.round((performance.now() - start) * 10) / 10
}

async function inTime<T>(answer: Promise<T>): Promise<T | null> {
  const { promise: late, resolve } = Promise.withResolvers<null>()
  const timer = setTimeout(() => resolve(null), PATIENCE_MS)
  return Promise.race([answer.catch(() => null), late]).finally(() => clearTimeout(timer))
}
