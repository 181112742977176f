import { type ChildProcess, spawn, type StdioOptions } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'

export type Process = { pid: number; child: ChildProcess; stop(signal?: NodeJS.Signals): Promise<void> }

const running = new Set<ChildProcess>()

process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/** Runs Node with these arguments and nothing of our own environment; it ends with us at the latest. */
export function startNode(args: readonly string[], env: Readonly<Record<string, string>> = {}, stdio: StdioOptions = 'ignore'): Process {
  const child = spawn(process.execPath, args, { env: { PATH: process.env.PATH ?? '', ...env }, stdio })
  running.add(child)
  child.once('exit', () => running.delete(child))
  return {
    pid: child.pid ?? 0,
    child,
    async stop(signal = 'SIGKILL') {
      if (!running.has(child)) return
      const exit = once(child, 'exit')
      child.kill(signal)
      await exit
    },
  }
}

/** CPU time of all threads so far, ms (proc(5), `schedstat`: nanoseconds on the CPU first). */
export function cpuMs(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`)
  const times = threads.map((thread) => Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]))
  return times.reduce((sum, time) => sum + time, 0) / 1e6
}

/** Memory held now, millions of bytes. */
export function rssMb(pid: number): number {
  const kibibytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return (Number(kibibytes) * 1024) / 1e6
}
