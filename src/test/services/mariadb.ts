import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { once } from 'node:events'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import mysql from 'mysql2/promise'
import { freePort } from './freePort.ts'

export type MariadbService = {
  url: string
  /** Ends it for good and removes its folder. */
  stop(): Promise<void>
  /** Ends it as a crash would. */
  kill(): Promise<void>
  /** Starts it again on the same port, with what it had committed. */
  restart(): Promise<void>
  /** Makes it hang: connections stay open and nothing answers. */
  pause(): void
  resume(): void
}

const START_TIMEOUT_MS = 45_000

/** Also where the path of a user who is not root does not lead. */
function findProgram(name: string): string | null {
  const found = spawnSync('sh', ['-c', `PATH="$PATH:/usr/sbin:/usr/local/sbin"; command -v ${name}`], { encoding: 'utf8' })
  return found.stdout.trim() || null
}

async function createData(install: string, args: string[]): Promise<void> {
  const options = ['--auth-root-authentication-method=normal', '--skip-name-resolve', '--skip-test-db']
  const child = spawn(install, [...args, ...options], { stdio: 'ignore' })
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`mariadb-install-db failed with code ${code}`)
}

/** Durable against its own end but not the machine's, and stricter than MariaDB is by itself: what MySQL refuses is refused here too. */
function serverOptions(folder: string, port: number, bufferPoolMb: number): string[] {
  return [
    `--socket=${folder}/socket`,
    `--pid-file=${folder}/pid`,
    `--log-error=${folder}/error.log`,
    `--port=${port}`,
    '--bind-address=127.0.0.1',
    '--skip-name-resolve',
    '--skip-log-bin',
    '--sql-mode=ONLY_FULL_GROUP_BY,STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO',
    '--innodb-flush-log-at-trx-commit=2',
    '--innodb-doublewrite=0',
    `--innodb-buffer-pool-size=${bufferPoolMb}M`,
    '--innodb-log-file-size=32M',
    '--innodb-fast-shutdown=2',
  ]
}

async function untilReady(url: string, server: ChildProcess, errorLog: string): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS
  for (;;) {
    try {
      const connection = await mysql.createConnection(url)
      return await connection.end()
    } catch (error) {
      if (server.exitCode === null && Date.now() < deadline) await delay(50)
      else throw new Error(`mariadbd did not start: ${await readFile(errorLog, 'utf8').catch(() => 'no log')}`, { cause: error })
    }
  }
}

/** A MariaDB of our own, empty, on a free port of 127.0.0.1; `stop` leaves nothing behind. Null where it is not installed. */
export async function startMariadb({ bufferPoolMb = 64 }: { bufferPoolMb?: number } = {}): Promise<MariadbService | null> {
  const [binary, install] = [findProgram('mariadbd'), findProgram('mariadb-install-db')]
  if (binary === null || install === null) return null
  const folder = await mkdtemp(join(tmpdir(), 'aichat-mariadb-'))
  const data = ['--no-defaults', `--datadir=${folder}/data`, `--user=${userInfo().username}`]
  await createData(install, data)
  const port = await freePort()
  const url = `mysql://root@127.0.0.1:${port}`
  let server: ChildProcess | null = null
  const killNow = () => server?.kill('SIGKILL')
  process.once('exit', killNow)

  const start = (): Promise<void> => {
    server = spawn(binary, [...data, ...serverOptions(folder, port, bufferPoolMb)], { stdio: 'ignore' })
    return untilReady(url, server, join(folder, 'error.log'))
  }

  async function kill(): Promise<void> {
    const ending = server
    server = null
    if (ending !== null && ending.exitCode === null && ending.kill('SIGKILL')) await once(ending, 'exit')
  }

  async function stop(): Promise<void> {
    process.off('exit', killNow)
    await kill()
    await rm(folder, { recursive: true, force: true })
  }

  try {
    await start()
    const pause = () => void server?.kill('SIGSTOP')
    const resume = () => void server?.kill('SIGCONT')
    return { url, stop, kill, restart: start, pause, resume }
  } catch (error) {
    await stop()
    throw error
  }
}
