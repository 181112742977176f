import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findTiers, installPrograms } from './machine.mjs'
import { buildIfStale, findNode, install, refuseOldNode } from './prepare.mjs'

const CI = process.env['CI'] === 'true'

/** @param {string} node @param {string[]} args @param {Record<string, string>} env @returns {Promise<number>} */
function run(node, args, env) {
  const PATH = dirname(resolve(node)) + delimiter + process.env['PATH']
  const child = spawn(node, args, { stdio: 'inherit', env: { ...process.env, PATH, ...env } })
  // the terminal sends Ctrl-C to vitest itself, which then stops its services
  process.on('SIGINT', () => {}).on('SIGTERM', () => child.kill('SIGTERM'))
  return new Promise((done) => child.on('error', () => done(1)).on('exit', (code) => done(code ?? 1)))
}

/** Runs the tiers in one go; the sum is what vitest's reporter left behind. @param {string} node @param {string[]} tiers */
async function runTiers(node, tiers) {
  const folder = mkdtempSync(join(tmpdir(), 'aichat-tally-'))
  const file = join(folder, 'tally.json')
  const projects = tiers.flatMap((tier) => ['--project', tier])
  const code = await run(node, ['node_modules/vitest/vitest.mjs', 'run', ...projects, ...process.argv.slice(2)], { TEST_TALLY: file })
  const tally = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { passed: 0, failed: 1, skipped: 0 }
  rmSync(folder, { recursive: true })
  return { code, tally }
}

process.chdir(fileURLToPath(new URL('..', import.meta.url)))
refuseOldNode()
await install(true)
installPrograms()
const node = findNode()
await buildIfStale(node)
const { runnable, skipped } = findTiers()
const { code, tally } = await runTiers(node, runnable)
for (const { tier, reason } of skipped) console.log(`${CI ? 'Failed' : 'Skipped'}: all ${tier} tests (${reason}).`)
tally[CI ? 'failed' : 'skipped'] += skipped.length
const failed = code !== 0 || tally.failed > 0 || tally.passed === 0
if (failed && tally.failed === 0) tally.failed = 1
console.log(`${tally.passed} passed, ${tally.failed} failed${tally.skipped > 0 ? `, ${tally.skipped} skipped` : ''}`)
process.exitCode = failed ? 1 : 0
