import { cp, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { sourceHash, STAMP } from './freshness.mjs'
import { buildStatic } from './static.mjs'

const OUT = 'dist.new'

/**
 * One bundle for the server; what it imports dynamically becomes chunks that load when first needed.
 * All files lie flat in `dist/`, so that `import.meta.url` means `dist/` in each of them.
 * @satisfies {import('esbuild').BuildOptions}
 */
export const serverOptions = {
  entryPoints: { server: 'src/server.ts', rotateSecret: 'src/rotateSecret.ts' },
  outdir: OUT,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  minify: true,
  keepNames: false,
  jsx: 'automatic',
  jsxImportSource: 'hono/jsx',
  sourcemap: 'linked',
  metafile: true,
  legalComments: 'none',
  logLevel: 'warning',
  chunkNames: '[name]-[hash]',
  // CommonJS packages inside an ES bundle ask for built-in modules by `require`
  banner: { js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);" },
}

/** @param {number} bytes */
const kB = (bytes) => `${(bytes / 1024).toFixed(1)} kB`

/** @param {import('esbuild').Metafile} metafile */
function serverSizes({ outputs }) {
  const code = Object.entries(outputs).filter(([name]) => name.endsWith('.js'))
  const entry = code.find(([, output]) => output.entryPoint === 'src/server.ts')
  const atStart = new Set()
  /** @param {string} name */
  const visit = (name) => {
    if (atStart.has(name) || outputs[name] === undefined) return
    atStart.add(name)
    for (const dependency of outputs[name].imports) if (dependency.kind === 'import-statement') visit(dependency.path)
  }
  if (entry) visit(entry[0])
  const sum = (/** @type {typeof code} */ files) => kB(files.reduce((bytes, [, output]) => bytes + output.bytes, 0))
  const started = code.filter(([name]) => atStart.has(name))
  return `server: ${sum(started)} at start, ${sum(code)} in ${code.length} files`
}

/** Builds beside the old build and changes places at the end: what runs, or failed to build, is never half there. */
export async function buildAll() {
  const hash = sourceHash()
  await rm(OUT, { recursive: true, force: true })
  await mkdir(OUT, { recursive: true })
  const server = await build(serverOptions)
  await cp('drizzle', `${OUT}/drizzle`, { recursive: true })
  await cp('src/auth/commonPasswords.txt', `${OUT}/commonPasswords.txt`)
  const assets = await buildStatic('static', `${OUT}/static`)
  await writeFile(`${OUT}/package.json`, '{"type":"module"}\n')
  await writeFile(`${OUT}/${STAMP}`, hash)
  await rm('dist', { recursive: true, force: true })
  await rename(OUT, 'dist')
  return [
    serverSizes(server.metafile),
    ...assets.map(({ name, bytes, brotli }) => `static: ${name} ${kB(bytes)}, ${kB(brotli)} compressed`),
  ]
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  for (const line of await buildAll()) console.log(line)
}
