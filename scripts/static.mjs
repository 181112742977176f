import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { build } from 'esbuild'

const BUNDLED = new Set(['.css', '.js'])
const COMPRESSED = new Set(['.css', '.js', '.svg', '.json', '.txt', '.webmanifest'])
const BROWSERS = ['chrome123', 'firefox120', 'safari17.5']

/** KaTeX offers each font in three formats; every browser that we serve reads the first. */
const woff2Only = {
  name: 'woff2-only',
  /** @param {import('esbuild').PluginBuild} build */
  setup(build) {
    build.onLoad({ filter: /katex(\.min)?\.css$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replaceAll(/,\s*url\([^)]+\.(?:woff|ttf)\)\s*format\(["'][a-z]+["']\)/g, ''),
      loader: 'css',
    }))
  },
}

/** @param {string[]} entryPoints @param {string} outdir */
const bundle = (entryPoints, outdir) =>
  build({
    entryPoints,
    outdir,
    bundle: true,
    minify: true,
    format: 'iife',
    target: BROWSERS,
    metafile: true,
    legalComments: 'none',
    logLevel: 'warning',
    entryNames: '[name].[hash]',
    assetNames: '[name].[hash]',
    loader: { '.woff2': 'file', '.svg': 'file', '.png': 'file' },
    plugins: [woff2Only],
  })

/** @param {string} file @param {string} outdir */
async function copy(file, outdir) {
  const content = await readFile(file)
  const extension = extname(file)
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 8).toUpperCase()
  const name = `${basename(file, extension)}.${hash}${extension}`
  await writeFile(join(outdir, name), content)
  return name
}

/** @param {string} file */
async function compress(file) {
  const content = await readFile(file)
  if (!COMPRESSED.has(extname(file))) return { bytes: content.length, brotli: content.length }
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY, [constants.BROTLI_PARAM_SIZE_HINT]: content.length }
  const br = await promisify(brotliCompress)(content, { params })
  await writeFile(`${file}.br`, br)
  await writeFile(`${file}.gz`, await promisify(gzip)(content, { level: 9 }))
  return { bytes: content.length, brotli: br.length }
}

/**
 * Every file of `from` under a name that holds its hash, compressed beside it where that helps,
 * and `manifest.json` from plain name to hashed name.
 * @param {string} from @param {string} to
 */
export async function buildStatic(from, to) {
  await mkdir(to, { recursive: true })
  const files = (await readdir(from, { withFileTypes: true })).filter((entry) => entry.isFile()).map((entry) => join(from, entry.name))
  const { outputs } = (
    await bundle(
      files.filter((file) => BUNDLED.has(extname(file))),
      to,
    )
  ).metafile
  /** @type {Record<string, string>} */
  const manifest = {}
  for (const name of Object.keys(outputs).map((path) => basename(path))) manifest[name.replace(/\.[A-Z0-9]{8}(\.\w+)$/, '$1')] = name
  for (const file of files.filter((file) => !BUNDLED.has(extname(file)))) manifest[basename(file)] = await copy(file, to)
  await writeFile(join(to, 'manifest.json'), JSON.stringify(manifest, null, 1))
  return Promise.all(Object.entries(manifest).map(async ([name, hashed]) => ({ name, ...(await compress(join(to, hashed))) })))
}
