import { spawn } from 'node:child_process'
import { cp, mkdir, watch } from 'node:fs/promises'
import { context } from 'esbuild'
import { serverOptions } from './build.mjs'
import { buildStatic } from './static.mjs'

const OUT = 'dist.dev'

/** @type {import('node:child_process').ChildProcess | undefined} */
let server

function restart() {
  const start = () => {
    server = spawn(process.execPath, ['--enable-source-maps', `${OUT}/server.js`], { stdio: 'inherit' })
  }
  if (server === undefined || server.exitCode !== null) return start()
  server.once('exit', start)
  // twice: a running answer need not end first
  server.kill('SIGTERM')
  server.kill('SIGTERM')
}

const refreshStatic = async () => {
  await buildStatic('static', `${OUT}/static`)
}

/** @type {import('esbuild').Plugin} */
const restartAfterBuild = {
  name: 'restart',
  setup: (build) => build.onEnd(({ errors }) => (errors.length === 0 ? restart() : undefined)),
}

await mkdir(OUT, { recursive: true })
await cp('drizzle', `${OUT}/drizzle`, { recursive: true })
await refreshStatic()
const server$ = await context({ ...serverOptions, outdir: OUT, minify: false, splitting: true, plugins: [restartAfterBuild] })
await server$.watch()
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
  process.once(signal, () => {
    server?.once('exit', () => process.exit(0))
    server?.kill(signal)
  })
}
for await (const _ of watch('static')) {
  await refreshStatic()
  restart()
}
