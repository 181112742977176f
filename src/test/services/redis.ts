import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './freePort.ts'

export type RedisService = {
  url: string
  port: number
  /** Ends it for good and removes its folder. */
  stop(): Promise<void>
  /** Ends it as a crash would. */
  kill(): Promise<void>
  /** Starts it again, empty, on the same port with the same password. */
  restart(): Promise<void>
  /** Makes it hang: connections stay open and nothing answers. */
  pause(): void
  resume(): void
}

/** A private Redis on a free port, in a temporary folder, that keeps nothing; null where `redis-server` is not installed. */
export async function startRedis(): Promise<RedisService | null> {
  const dir = await mkdtemp(join(tmpdir(), 'aichat-redis-'))
  const port = await freePort()
  const password = randomBytes(16).toString('hex')
  const removeDir = (): Promise<void> => rm(dir, { recursive: true, force: true })
  const start = (): Promise<ChildProcess | null> => startServer({ port, password, dir })
  const first = await start()
  if (first === null) {
    await removeDir()
    return null
  }
  let child: ChildProcess | null = first
  const killNow = (): void => {
    child?.kill('SIGKILL')
    rmSync(dir, { recursive: true, force: true })
  }
  process.once('exit', killNow)

  async function end(signal: NodeJS.Signals): Promise<void> {
    if (child === null) return
    const ending = child
    child = null
    await endServer(ending, signal)
  }

  return {
    url: `redis://:${password}@127.0.0.1:${port}`,
    port,
    kill: () => end('SIGKILL'),
    async restart() {
      await end('SIGKILL')
      child = await start()
    },
    pause: () => void child?.kill('SIGSTOP'),
    resume: () => void child?.kill('SIGCONT'),
    async stop() {
      child?.kill('SIGCONT')
      await end('SIGTERM')
      process.off('exit', killNow)
      await removeDir()
    },
  }
}

type ServerOptions = { port: number; password: string; dir: string }

/** The configuration goes in by stdin, so that the password is not in the list of processes. */
async function startServer({ port, password, dir }: ServerOptions): Promise<ChildProcess | null> {
  const child = spawn('redis-server', ['-'], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = ['bind 127.0.0.1', `port ${port}`, `requirepass ${password}`, `dir ${dir}`, 'save ""', 'appendonly no', 'daemonize no']
  child.stdin.on('error', () => {})
  child.stdin.end(`${lines.join('\n')}\n`)
  return new Promise((resolve, reject) => {
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => {
      if (output.includes('Ready to accept connections')) return
      output += chunk.toString()
      if (output.includes('Ready to accept connections')) resolve(child)
    })
    child.once('error', (error: NodeJS.ErrnoException) => (error.code === 'ENOENT' ? resolve(null) : reject(error)))
    child.once('exit', () => reject(new Error(`redis-server did not start:\n${output}`)))
  })
}

async function endServer(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill(signal)
  await exited
}
