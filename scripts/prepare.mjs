import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isBuilt } from './freshness.mjs'

const OLDEST = [20]
/** the first with `crypto.argon2` */
const WANTED = [24, 7]

/** @param {readonly number[]} wanted */
function ownNodeIsAtLeast([major = 0, minor = 0]) {
  const [ownMajor = 0, ownMinor = 0] = process.versions.node.split('.').map(Number)
  return ownMajor > major || (ownMajor === major && ownMinor >= minor)
}

/** @param {string} sentence @returns {never} */
export function giveUp(sentence) {
  console.error(sentence)
  process.exit(1)
}

export function refuseOldNode() {
  if (ownNodeIsAtLeast(OLDEST)) return
  giveUp(
    `AIChat needs Node.js ${OLDEST[0]} or newer, and this is ${process.version}: install a current one from https://nodejs.org and start again.`,
  )
}

/** @param {string} file @returns {Record<string, { version: string, dev?: boolean, optional?: boolean, devOptional?: boolean }>} */
const packagesIn = (file) => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : {})

/** npm notes in `node_modules` what it has installed, last of all: what is not there in the wanted version is missing. @param {boolean} withDev */
function isInstalled(withDev) {
  const present = packagesIn('node_modules/.package-lock.json')
  return Object.entries(packagesIn('package-lock.json')).every(
    ([name, { version, dev, optional, devOptional }]) =>
      name === '' || optional || ((dev || devOptional) && !withDev) || present[name]?.version === version,
  )
}

/** Runs npm with the Node and the npm that run us. @param {string[]} args */
function npm(args) {
  const cli = process.env['npm_execpath']
  if (cli?.endsWith('.js')) return spawn(process.execPath, [cli, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  return spawn('npm', args, { stdio: ['ignore', 'pipe', 'pipe'], shell: process.platform === 'win32' })
}

/**
 * Waits for a child and keeps what it says for the case that it fails; a signal to us is one to it, and the end of us both.
 * @param {import('node:child_process').ChildProcess} child
 */
async function finish(child) {
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text) => (output = (output + text).slice(-20_000)))
  /** @param {NodeJS.Signals} signal */
  const stop = (signal) => {
    child.kill(signal)
    process.exit(signal === 'SIGINT' ? 130 : 143)
  }
  process.on('SIGINT', stop).on('SIGTERM', stop)
  const code = await new Promise((resolve) => child.on('error', (error) => resolve(error.message)).on('close', resolve))
  process.off('SIGINT', stop).off('SIGTERM', stop)
  return { ok: code === 0, output: output.trim() }
}

/** Says what takes its time, and how long it took. @template T @param {string} what @param {() => Promise<T>} work */
async function told(what, work) {
  const start = Date.now()
  const seconds = () => ((Date.now() - start) / 1000).toFixed(1)
  const { isTTY } = process.stdout
  process.stdout.write(isTTY ? what : `${what}\n`)
  const ticking = isTTY ? setInterval(() => process.stdout.write(`\r${what} ${Math.round(Number(seconds()))} s `), 1000) : undefined
  const result = await work()
  clearInterval(ticking)
  process.stdout.write(isTTY ? `\r${what} done in ${seconds()} s\n` : `  done in ${seconds()} s\n`)
  return result
}

/** Installs what the lockfile names, when it is not there. @param {boolean} withDev with the tools of development and tests */
export async function install(withDev) {
  if (isInstalled(withDev)) return
  const first = existsSync('node_modules') ? 'they have changed' : 'first start only'
  const args = ['ci', withDev ? '--include=dev' : '--omit=dev', '--include=optional', '--ignore-scripts', '--loglevel=error']
  const { ok, output } = await told(`Installing packages… (${first})`, () => finish(npm(args)))
  if (!ok) giveUp(`${output}\nThe packages could not be installed: look at npm's message above, check the network, and start again.`)
}

/** The Node that runs the server: our own where it is new enough, else the one that came with the packages. */
export function findNode() {
  if (ownNodeIsAtLeast(WANTED)) return process.execPath
  const platform = process.platform === 'win32' ? 'win' : process.platform
  const packaged = join('node_modules', `node-${platform}-${process.arch}`, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  if (existsSync(packaged)) return packaged
  return giveUp(
    `AIChat runs on Node.js ${WANTED.join('.')} or newer, and for ${process.platform} on ${process.arch} it brings none along: ` +
      `install one from https://nodejs.org (this is ${process.version}) and start again.`,
  )
}

/** Builds `dist/` where it is not what the sources say. @param {string} node */
export async function buildIfStale(node) {
  if (isBuilt()) return
  const child = () => spawn(node, ['scripts/build.mjs'], { stdio: ['ignore', 'pipe', 'pipe'] })
  const { ok, output } = await told('Building…', () => finish(child()))
  if (!ok) giveUp(`${output}\nThe build failed: the message above says where.`)
}
