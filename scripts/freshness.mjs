import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Everything that a build is made of. */
const SOURCES = ['src', 'templates', 'static', 'drizzle', 'scripts/build.mjs', 'scripts/static.mjs', 'package-lock.json']
const TESTS = /\.test\.tsx?$|^src\/test\//

/** Where in `dist/` a build says what it was made of. */
export const STAMP = '.built-from'

/** @param {string} path @returns {string[]} */
function filesUnder(path) {
  if (!existsSync(path)) return []
  try {
    return readdirSync(path)
      .sort()
      .flatMap((name) => filesUnder(join(path, name)))
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOTDIR') return [path]
    throw error
  }
}

/** Same content, same hash: times of files say nothing after a `git clone` or a `git checkout`. */
export function sourceHash() {
  const hash = createHash('sha256')
  for (const file of SOURCES.flatMap(filesUnder).map((path) => path.replaceAll('\\', '/'))) {
    if (!TESTS.test(file)) hash.update(`${file}\0`).update(readFileSync(file)).update('\0')
  }
  return hash.digest('hex')
}

export const isBuilt = () =>
  existsSync('dist/server.js') && existsSync(`dist/${STAMP}`) && readFileSync(`dist/${STAMP}`, 'utf8') === sourceHash()
