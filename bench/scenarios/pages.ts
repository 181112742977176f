/** Every page of figures over a million calls of 10,000 users, one request after another, on SQLite and, where there is one, on MariaDB. */
import mysql from 'mysql2/promise'
import { join } from 'node:path'
import { type Figure, median, percentile } from '../figures.ts'
import { fetchWhole, keepAlive } from '../http.ts'
import { measureCsv } from '../largeCsv.ts'
import { type Page, pagesOf } from '../largePages.ts'
import { LARGE, seed } from '../seed/seed.ts'
import { type Server, startServer, temporaryFolder } from '../server.ts'
import { startMariadb } from '../../src/test/services/mariadb.ts'

const ROUNDS = 40
const MOST_MS = 100
/** what MySQL and MariaDB take by themselves */
const BUFFER_POOL_MB = 128

/** ms of each request, by page; the first of each comes before the rounds. Pages take turns, so that what disturbs one disturbs all. */
async function timesOf({ port }: Server, pages: readonly Page[]): Promise<number[][]> {
  const agent = keepAlive()
  const times = pages.map((): number[] => [])
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [index, { path, headers }] of pages.entries()) {
      const began = performance.now()
      const { status } = await fetchWhole(agent, { port, path, headers: { ...headers, 'accept-encoding': 'gzip, deflate, br' } })
      times[index]!.push(performance.now() - began)
      if (status !== 200) throw new Error(`${path} answered ${status}`)
    }
  }
  agent.destroy()
  return times
}

function figureOf(database: string, { name }: Page, [first = 0, ...rest]: readonly number[]): Figure {
  const told = [median(rest), first].map((ms) => ms.toFixed(1))
  return {
    what: `${database}, \`${name}\`: p95 (p50 ${told[0]}, first ${told[1]})`,
    unit: 'ms',
    most: MOST_MS,
    rounds: [percentile(rest, 0.95)],
  }
}

/** The pages and the CSV of a database that is filled, and holds so many records. */
export async function measurePages(database: string, databaseUrl: string, records: number): Promise<Figure[]> {
  const server = await startServer({
    dataDir: temporaryFolder(),
    env: { DATABASE_URL: databaseUrl, APP_SECRET: 'a secret of the bench, 32 characters or more' },
  })
  try {
    const pages = await pagesOf(server)
    const times = await timesOf(server, pages)
    const figures = pages.map((page, index) => figureOf(database, page, times[index]!))
    return [...figures, ...(await measureCsv(database, server, pages.at(-1)!.headers, records))]
  } finally {
    await server.stop()
  }
}

async function seeded(url: string): Promise<string> {
  const began = performance.now()
  await seed(url, { now: Date.now() })
  console.error(`filled in ${((performance.now() - began) / 1_000).toFixed(0)} s`)
  return url
}

async function onMariadb(): Promise<Figure[]> {
  const service = await startMariadb({ bufferPoolMb: BUFFER_POOL_MB })
  if (service === null) return []
  try {
    const connection = await mysql.createConnection(service.url)
    await connection.query('create database large')
    await connection.end()
    return await measurePages('MariaDB', await seeded(`${service.url}/large`), LARGE.calls)
  } finally {
    await service.stop()
  }
}

export async function run(): Promise<Figure[]> {
  const onSqlite = await measurePages('SQLite', await seeded(`file:${join(temporaryFolder(), 'large.db')}`), LARGE.calls)
  return [...onSqlite, ...(await onMariadb())]
}
