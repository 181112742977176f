/** `npm run drill [-- NAME… [--seed 7]]`: breaks things on purpose, on loopback, and counts what was lost or doubled. */
import { spawnSync } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Report, tableOf } from './report.ts'
import { disconnects } from './scenarios/disconnects.ts'
import { kill } from './scenarios/kill.ts'
import { rolling } from './scenarios/rolling.ts'

const DRILLS: Readonly<Record<string, (seed: number) => Promise<Report>>> = {
  disconnects: (seed) => disconnects({ seed, cuts: 1_000, atATime: 80, seconds: 45 }),
  rolling: (seed) => rolling({ seed, streams: 50 }),
  'kill-sqlite': (seed) => kill({ seed, rounds: 3, on: 'sqlite' }),
  'kill-mariadb': (seed) => kill({ seed, rounds: 3, on: 'services' }),
}

function build(): void {
  const cwd = join(import.meta.dirname, '..')
  const { status } = spawnSync(process.execPath, ['scripts/build.mjs'], { cwd, stdio: ['ignore', 'ignore', 'inherit'] })
  if (status !== 0) throw new Error('the build failed')
}

const { values, positionals } = parseArgs({ allowPositionals: true, options: { seed: { type: 'string' } } })
const seed = values.seed === undefined ? randomInt(2 ** 31) : Number(values.seed)
const unknown = positionals.filter((name) => !(name in DRILLS))
if (unknown.length > 0 || !Number.isInteger(seed)) {
  console.error(`npm run drill [-- NAME… --seed NUMBER]; names: ${Object.keys(DRILLS).join(', ')}`)
  process.exit(2)
}

build()
let failed = false
for (const name of positionals.length > 0 ? positionals : Object.keys(DRILLS)) {
  const began = performance.now()
  const report = await DRILLS[name]!(seed)
  failed ||= report.violations.length > 0
  console.log(tableOf(`${name} (seed ${seed}, ${((performance.now() - began) / 1_000).toFixed(0)} s)`, report))
}
process.exit(failed ? 1 : 0)
