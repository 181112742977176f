import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const dist = join(import.meta.dirname, '../dist')
const endWithParent = pathToFileURL(join(import.meta.dirname, 'endWithParent.ts')).href

export type RunningServer = {
  /** `http://localhost:PORT` with the base path */
  url: string
  dataDir: string
  pid: number
  /** the one-time link, on a server without users */
  setupLink: string | null
  /** everything that it wrote so far */
  output(): string
  /** Sends the signal and resolves with the exit code; null when it was killed. */
  stop(signal?: NodeJS.Signals): Promise<number | null>
}

export type StartOptions = { env?: Record<string, string>; dataDir?: string }

/** A folder for a server's data, under the system's temporary folder. */
export const newDataDir = (): Promise<string> => mkdtemp(join(tmpdir(), 'aichat-e2e-'))

export const removeDataDir = (path: string): Promise<void> => rm(path, { recursive: true, force: true })

function run(
  env: Record<string, string>,
  script = 'server.js',
): { child: ChildProcess; output: () => string; sees: (text: RegExp) => Promise<RegExpExecArray> } {
  const child = spawn(process.execPath, ['--import', endWithParent, join(dist, script)], {
    env: { PATH: process.env.PATH ?? '', HOME: tmpdir(), ...env },
    cwd: tmpdir(),
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  let text = ''
  const waiting = new Set<() => void>()
  const add = (chunk: Buffer) => {
    text += chunk
    for (const check of waiting) check()
  }
  child.stdout?.on('data', add)
  child.stderr?.on('data', add)
  const sees = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((resolve, reject) => {
      const check = () => {
        const match = pattern.exec(text)
        if (!match) return
        waiting.delete(check)
        resolve(match)
      }
      waiting.add(check)
      child.once('exit', (code) => reject(new Error(`the server ended (${code}) before it said ${pattern}:\n${text}`)))
      check()
    })
  return { child, output: () => text, sees }
}

/** Starts the bundle as `npm start` does, on a free port and a folder of its own. */
export async function startServer({ env = {}, dataDir }: StartOptions = {}): Promise<RunningServer> {
  const folder = dataDir ?? (await newDataDir())
  const { child, output, sees } = run({ PORT: '0', DATA_DIR: folder, RATE_LIMITS: 'off', ...env })
  const [, url = ''] = await sees(/listens on (http:\/\/[^"\s]+)/)
  return {
    url,
    dataDir: folder,
    pid: child.pid ?? 0,
    setupLink: /(http:\/\/\S+\/setup\?token=[\w-]+)/.exec(output())?.[1] ?? null,
    output,
    async stop(signal = 'SIGTERM') {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
      const exit = once(child, 'exit')
      child.kill(signal)
      return ((await exit) as [number | null])[0]
    },
  }
}

/** Runs a server, or another file of the bundle, that is expected to end by itself. */
export async function runToEnd(env: Record<string, string>, script?: string): Promise<{ code: number | null; output: string }> {
  const { child, output } = run(env, script)
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, output: output() }
}
