/** `npm run bench [-- SCENARIO…]`: measures the built server on loopback and prints a table for bench/README.md. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import { type Figure, isMissed, tableOf } from './figures.ts'
import { run as asking } from './scenarios/asking.ts'
import { run as chatPage } from './scenarios/chatPage.ts'
import { runCrowd, runFlatOut, runIdle, runRush, runSlowCrowd } from './scenarios/crowd.ts'
import { run as firstToken } from './scenarios/firstToken.ts'
import { run as login } from './scenarios/login.ts'
import { run as markdown } from './scenarios/markdown.ts'
import { run as pages } from './scenarios/pages.ts'
import { run as pathological } from './scenarios/pathological.ts'
import { run as session } from './scenarios/session.ts'
import { run as start } from './scenarios/start.ts'
import { run as tokens } from './scenarios/tokens.ts'
import { run as transport } from './scenarios/transport.ts'

const SCENARIOS: Readonly<Record<string, () => Promise<Figure[]>>> = {
  start,
  'first-token': firstToken,
  asking,
  login,
  session,
  'chat-page': chatPage,
  tokens,
  transport,
  crowd: runCrowd,
  rush: runRush,
  'slow-crowd': runSlowCrowd,
  'flat-out': runFlatOut,
  idle: runIdle,
  markdown,
  pathological,
  pages,
}

function build(): void {
  const { status } = spawnSync(process.execPath, ['scripts/build.mjs'], {
    cwd: join(import.meta.dirname, '..'),
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  if (status !== 0) throw new Error('the build failed')
}

function machine(): string {
  const system = /PRETTY_NAME="(.*)"/.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? process.platform
  return `${availableParallelism()} cores (${cpus()[0]?.model}), ${system}, Node ${process.versions.node}, ${new Date().toISOString().slice(0, 10)}`
}

const load = (): string =>
  loadavg()
    .slice(0, 2)
    .map((average) => average.toFixed(1))
    .join(', ')

const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !(name in SCENARIOS))
if (unknown.length > 0) {
  console.error(`There is no scenario ${unknown.join(', ')}: choose from ${Object.keys(SCENARIOS).join(', ')}.`)
  process.exit(2)
}

build()
const loadBefore = load()
const figures: Figure[] = []
for (const name of wanted.length > 0 ? wanted : Object.keys(SCENARIOS)) {
  const began = performance.now()
  figures.push(...(await SCENARIOS[name]!()))
  console.error(`${name}: ${((performance.now() - began) / 1_000).toFixed(0)} s`)
}
console.log(`${machine()}; load average ${loadBefore} before and ${load()} after\n\n${tableOf(figures)}`)
process.exit(figures.some(isMissed) ? 1 : 0)
