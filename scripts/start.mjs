import { spawn } from 'node:child_process'
import { constants, totalmem } from 'node:os'
import { fileURLToPath } from 'node:url'
import { buildIfStale, findNode, giveUp, install, refuseOldNode } from './prepare.mjs'

const MB = 1024 * 1024
const parent = process.ppid

/** A quarter of the memory that we may use, within 192 and 1024 MB. */
function heapLimitMb() {
  const limit = process.constrainedMemory?.() ?? 0
  const available = limit > 0 && limit < totalmem() ? limit : totalmem()
  return Math.round(Math.min(1024, Math.max(192, available / MB / 4)))
}

/** npm passes a signal on to its shell, which dies of it and tells nobody: then we have another parent. @param {() => void} act */
function whenOrphaned(act) {
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    act()
  }, 200)
}

/**
 * Runs the server in a process group of its own, so that Ctrl-C reaches it once, from here, and not a second time from the terminal:
 * a second signal means "at once".
 * @param {string} node
 */
function serve(node) {
  // with 2 MB thousands of streams spend four times as long on collecting garbage; what is idle holds 1 MB more
  const flags = ['--max-semi-space-size=8', `--max-old-space-size=${heapLimitMb()}`]
  const detached = process.platform !== 'win32'
  // one arena of glibc's allocator is enough for one busy thread, and saves megabytes
  const env = { MALLOC_ARENA_MAX: '1', ...process.env }
  const server = spawn(node, [...flags, 'dist/server.js', ...process.argv.slice(2)], { stdio: 'inherit', detached, env })
  let lastSignalAt = -Infinity
  /** @param {NodeJS.Signals} signal */
  const forward = (signal) => {
    // npm passes on what the terminal has sent to us as well
    if (performance.now() - lastSignalAt < 300) return
    lastSignalAt = performance.now()
    server.kill(signal)
  }
  process.on('SIGINT', forward).on('SIGTERM', forward)
  process.on('SIGHUP', () => forward('SIGTERM'))
  if (process.env['npm_lifecycle_event']) whenOrphaned(() => forward('SIGTERM'))
  server.on('error', (error) => giveUp(`The server could not be started (${error.message}): remove node_modules and start again.`))
  server.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal ?? 'SIGTERM']))
}

process.chdir(fileURLToPath(new URL('..', import.meta.url)))
refuseOldNode()
await install(false)
const node = findNode()
await buildIfStale(node)
serve(node)
