import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** What a tier of tests needs on the machine: any of these programs, or Debian's package that brings one. */
const NEEDS = {
  mariadb: { programs: ['mariadbd', 'mysqld'], packages: ['mariadb-server'] },
  redis: { programs: ['redis-server', 'valkey-server'], packages: ['redis-server'] },
  nginx: { programs: ['nginx'], packages: ['nginx-light'] },
  chromium: { programs: ['chromium'], packages: ['chromium', 'fonts-noto-cjk'] },
}

/** @typedef {keyof typeof NEEDS} Need */

/** Which need keeps which tier (a project of `vitest.config.ts`). @type {Record<string, Need[]>} */
const TIERS = { unit: [], sqlite: [], services: ['mariadb', 'redis'], proxy: ['nginx'], browser: ['chromium'] }

const FOLDERS = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin', '/sbin']

/** @param {string} program */
function isHere(program) {
  return FOLDERS.some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

/** @param {Need} need */
const isMet = (need) => NEEDS[need].programs.some(isHere)

const missing = () => /** @type {Need[]} */ (Object.keys(NEEDS)).filter((need) => !isMet(need))

/** @param {string[]} args */
function apt(args) {
  // Debian starts a service as soon as it is installed, if it may; the tests start their own
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' }
  const options = ['-qq', '-o', 'Dpkg::Use-Pty=0', '-o', 'DPkg::Lock::Timeout=120']
  return spawnSync('apt-get', [...options, ...args], { stdio: ['ignore', 'ignore', 'inherit'], env }).status === 0
}

/** On Debian and Ubuntu as root: installs what the tests miss, and says so. */
export function installPrograms() {
  const needs = missing()
  if (needs.length === 0 || process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) return
  console.log(`Installing ${needs.flatMap((need) => NEEDS[need].packages).join(', ')} by apt-get, for the tests…`)
  if (!apt(['update'])) console.log('  apt-get update failed, going on with the lists that are here')
  for (const need of needs) {
    const { packages } = NEEDS[need]
    if (!apt(['install', '-y', '--no-install-recommends', ...packages]))
      console.log(`  apt-get could not install ${packages.join(' and ')}`)
  }
}

/** The tiers that can run here, and why the others cannot. */
export function findTiers() {
  /** @type {string[]} */
  const runnable = []
  /** @type {{ tier: string, reason: string }[]} */
  const skipped = []
  for (const [tier, needs] of Object.entries(TIERS)) {
    const unmet = needs.filter((need) => !isMet(need))
    if (unmet.length === 0) runnable.push(tier)
    else skipped.push({ tier, reason: `${unmet.join(' and ')} not found on this machine` })
  }
  return { runnable, skipped }
}
