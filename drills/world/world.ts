import { rmSync } from 'node:fs'
import { mkdir, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import mysql from 'mysql2/promise'
import { freePort } from '../../src/test/services/freePort.ts'
import { type MariadbService, startMariadb } from '../../src/test/services/mariadb.ts'
import { type RedisService, startRedis } from '../../src/test/services/redis.ts'
import { createInstance, type Instance } from './instance.ts'
import { openRecords, type Records } from './records.ts'
import { type SignedIn, signIn } from './signIn.ts'
import { startUpstream, type Upstream } from './upstream.ts'

const ADMIN = { username: 'drill', password: 'correct horse battery' }

/** The servers of a drill, what stands behind them, and somebody who is signed in. */
export type World = {
  instances: readonly Instance[]
  upstream: Upstream
  /** null where the drill runs on SQLite */
  services: { mariadb: MariadbService; redis: RedisService } | null
  user: SignedIn
  records: Records
  folder: string
  stop(): Promise<void>
}

export type WorldOptions = { instances?: number; on?: 'services' | 'sqlite'; databaseUrl?: string; env?: Readonly<Record<string, string>> }

/** All of it in a temporary folder, on free ports of loopback. */
export async function startWorld({ instances = 2, on = 'services', env = {}, ...given }: WorldOptions = {}): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'aichat-drill-'))
  const removeFolder = () => rmSync(folder, { recursive: true, force: true })
  process.once('exit', removeFolder)
  const upstream = await startUpstream()
  const services = on === 'services' ? await startServices() : null
  const databaseUrl = given.databaseUrl ?? (services ? await createDatabase(services.mariadb.url) : `file:${folder}/aichat.db`)
  const shared = {
    APP_SECRET: 'a secret of the drills, 32 characters or more',
    RATE_LIMITS: 'off',
    DATABASE_URL: databaseUrl,
    ...(services ? { REDIS_URL: services.redis.url } : {}),
    ADMIN_USERNAME: ADMIN.username,
    ADMIN_PASSWORD: ADMIN.password,
    DEEPSEEK_API_KEY: 'sk-drill',
    DEEPSEEK_BASE_URL: upstream.url,
    ...env,
  }
  const created: Instance[] = []
  for (let i = 1; i <= instances; i++) {
    // each has a folder of its own, as on a machine of its own
    const own = join(folder, `instance-${i}`)
    await mkdir(own)
    created.push(createInstance({ name: `instance ${i}`, port: await freePort(), folder: own, env: shared }))
  }
  const stop = async () => {
    await Promise.all(created.map((instance) => instance.stop('SIGKILL')))
    await Promise.all([upstream.stop(), services?.mariadb.stop(), services?.redis.stop()])
    process.off('exit', removeFolder)
    removeFolder()
  }
  try {
    for (const instance of created) await instance.start()
    const user = await signIn(created[0]!.url, ADMIN)
    return { instances: created, upstream, services, user, records: openRecords(databaseUrl), folder, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Which servers ended by themselves, and how. */
export const deathsIn = ({ instances }: World): string[] => instances.flatMap(({ deaths }) => deaths)

/** A world for as long as `drill` takes. */
export async function inWorld<T>(options: WorldOptions, drill: (world: World) => Promise<T>): Promise<T> {
  const world = await startWorld(options)
  try {
    return await drill(world)
  } finally {
    await world.stop()
  }
}

async function startServices() {
  const [mariadb, redis] = await Promise.all([startMariadb(), startRedis()])
  if (!mariadb || !redis) throw new Error('This drill needs mariadbd and redis-server.')
  return { mariadb, redis }
}

async function createDatabase(serverUrl: string): Promise<string> {
  const connection = await mysql.createConnection(serverUrl)
  await connection.query('create database drill')
  await connection.end()
  return `${serverUrl}/drill`
}
