import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import type { Figure } from '../figures.ts'

const root = join(import.meta.dirname, '../..')
const outfile = join(root, 'dist/watchedAnswer.mjs')

/** Node runs no JSX: the templates are compiled for this process, as the server's are. */
export async function run(): Promise<Figure[]> {
  const entry = join(root, 'bench/watchedAnswer.ts')
  const jsx = { jsx: 'automatic', jsxImportSource: 'hono/jsx' } as const
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node24',
    ...jsx,
  })
  try {
    const { figures } = (await import(pathToFileURL(outfile).href)) as typeof import('../watchedAnswer.ts')
    return await figures()
  } finally {
    await rm(outfile, { force: true })
  }
}
