/** `npm run drill [-- NAME… [--seed 7]]`: breaks things on purpose, on loopback, and counts what was lost or doubled. */
import { spawnSync } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { PROMISED } from './limits.ts'
import { type Report, tableOf } from './report.ts'
import { continued } from './scenarios/continued.ts'
import { diskFull, fileLocked, mariadbAway } from './scenarios/database.ts'
import { disconnects } from './scenarios/disconnects.ts'
import { firstStart } from './scenarios/firstStart.ts'
import { frozen } from './scenarios/frozen.ts'
import { frozenDatabase } from './scenarios/frozenDatabase.ts'
import { kill } from './scenarios/kill.ts'
import { noDatabase } from './scenarios/noDatabase.ts'
import { rolling } from './scenarios/rolling.ts'
import { drained } from './scenarios/signals.ts'
import { inWorld } from './world/world.ts'

/** every few milliseconds of a first start, until it is over */
const KILLS_MS = Array.from({ length: 24 }, (_, i) => 30 + 15 * i)

const ALONE = { on: 'sqlite', instances: 1 } as const
const AWAY = { turns: 20, most: 220, awayMs: 10_000 }

const DRILLS: Readonly<Record<string, (seed: number) => Promise<Report>>> = {
  disconnects: (seed) =>
    inWorld({}, (world) => disconnects(world, { seed, cuts: 1_000, atATime: 80, most: 150, seconds: 40, limits: PROMISED })),
  rolling: (seed) => inWorld({}, (world) => rolling(world, { seed, streams: 50, most: 200 })),
  'kill-sqlite': (seed) => inWorld(ALONE, (world) => kill(world, { seed, rounds: 3, limits: PROMISED })),
  'kill-mariadb': (seed) => inWorld({ instances: 1 }, (world) => kill(world, { seed, rounds: 3, limits: PROMISED })),
  frozen: (seed) => inWorld({}, (world) => frozen(world, { seed, turns: 30, frozenMs: 32_000 })),
  continued: (seed) => inWorld({}, (world) => continued(world, { seed, turns: 16 })),
  drained: (seed) => inWorld(ALONE, (world) => drained(world, { seed })),
  'first-start-sqlite': () => firstStart({ on: 'sqlite', killsMs: KILLS_MS }),
  'first-start-mariadb': () => firstStart({ on: 'mariadb', killsMs: KILLS_MS }),
  'no-database': () => noDatabase(),
  'mariadb-away': (seed) => inWorld({}, (world) => mariadbAway(world, { seed, ...AWAY })),
  'mariadb-frozen': () => inWorld({ instances: 1 }, (world) => frozenDatabase(world, { turns: 10 })),
  'file-locked': (seed) => inWorld(ALONE, (world) => fileLocked(world, { seed, ...AWAY })),
  'disk-full': (seed) => diskFull({ seed, ...AWAY }),
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

// by `exit`, so that what was started ends with us
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))

build()
let failed = false
for (const name of positionals.length > 0 ? positionals : Object.keys(DRILLS)) {
  const began = performance.now()
  const report = await DRILLS[name]!(seed)
  failed ||= report.violations.length > 0
  console.log(tableOf(`${name} (seed ${seed}, ${((performance.now() - began) / 1_000).toFixed(0)} s)`, report))
}
process.exit(failed ? 1 : 0)
