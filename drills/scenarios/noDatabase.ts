import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as wait } from 'node:timers/promises'
import { startNode } from '../../bench/processes.ts'
import { freePort } from '../../src/test/services/freePort.ts'
import { startMariadb } from '../../src/test/services/mariadb.ts'
import type { Report } from '../report.ts'
import { bundle, createInstance } from '../world/instance.ts'

const PASSWORD = 'not-to-be-seen'
const PATIENCE_MS = 60_000
const LATE_MS = 8_000

/** A database server that is not there: waited for a minute, then one line and code 1; one that comes up late is waited for. */
export async function noDatabase(): Promise<Report> {
  const folder = await mkdtemp(join(tmpdir(), 'aichat-none-'))
  try {
    const [never, late] = await Promise.all([withoutOne(folder), withLateOne(folder)])
    const { tookMs, code, lines } = never
    return {
      counts: [
        ['gave up after, ms', tookMs],
        ['with exit code', String(code)],
        [`ready after a database that came ${LATE_MS} ms late, ms`, late.readyMs],
      ],
      violations: [
        ...(code === 1 ? [] : [`it ended with ${code}`]),
        ...(tookMs >= PATIENCE_MS && tookMs < 1.2 * PATIENCE_MS ? [] : [`it gave up after ${tookMs} ms`]),
        ...(lines.length === 1 ? [] : [`it said ${lines.length} lines: ${lines.join(' | ')}`]),
        ...(lines.join().includes(PASSWORD) ? ['it told the password'] : []),
        ...late.deaths,
      ],
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const envFor = (databaseUrl: string) => ({ DATABASE_URL: databaseUrl, APP_SECRET: 'a secret of the drills, 32 characters or more' })

async function withoutOne(folder: string) {
  const env = {
    ...envFor(`mysql://aichat:${PASSWORD}@127.0.0.1:${await freePort()}/aichat`),
    DATA_DIR: folder,
    PORT: '0',
    LOG_LEVEL: 'warn',
  }
  const began = Date.now()
  const { child } = startNode([bundle], env, ['ignore', 'pipe', 'pipe'])
  const [[code], said, complained] = await Promise.all([once(child, 'exit'), text(child.stdout!), text(child.stderr!)])
  return { tookMs: Date.now() - began, code: code as number | null, lines: (said + complained).trim().split('\n') }
}

async function withLateOne(folder: string) {
  const server = await startMariadb()
  if (!server) throw new Error('This drill needs mariadbd.')
  await server.kill()
  const instance = createInstance({ name: 'the early one', port: await freePort(), folder, env: envFor(`${server.url}/mysql`) })
  const starting = instance.start()
  await wait(LATE_MS)
  await server.restart()
  const readyMs = await starting
  await instance.stop('SIGKILL')
  await server.stop()
  return { readyMs, deaths: instance.deaths }
}
