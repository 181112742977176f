import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { Hono } from 'hono'
import { AppError } from '../errors.ts'
import { paths } from '../paths.ts'
import type { AppContext, AppEnv } from './context.ts'
import { chooseEncoding, type Encoding } from './encoding.ts'
import { SECURITY_HEADERS } from './security.ts'

const TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.json': 'application/json',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
}
const SUFFIX: Record<Encoding, string> = { br: '.br', gzip: '.gz' }

type Bytes = Uint8Array<ArrayBuffer>

export type Assets = {
  /** URL of a file of `static/` under its hashed name */
  asset: (name: string) => string
  /** A built file, or its compressed twin; null where there is none. Read once, kept. */
  read(hashedName: string, encoding: Encoding | null): Promise<Bytes | null>
}

/** `manifest`: plain name → name with the content's hash, as the build writes it. */
export function createAssets(dir: string, manifest: Readonly<Record<string, string>>): Assets {
  const names = new Set(Object.values(manifest))
  const kept = new Map<string, Promise<Bytes | null>>()

  const load = (file: string): Promise<Bytes | null> => {
    const known = kept.get(file)
    if (known) return known
    const loading = readFile(join(dir, file)).then(
      (content) => new Uint8Array(content),
      () => null,
    )
    kept.set(file, loading)
    return loading
  }

  return {
    asset: (name) => paths.asset(manifest[name] ?? name),
    read: async (name, encoding) => (names.has(name) ? load(encoding ? name + SUFFIX[encoding] : name) : null),
  }
}

/** The built files in `dir`; throws when the build has not run. */
export function loadAssets(dir: string): Assets {
  return createAssets(dir, JSON.parse(readFileSync(join(dir, 'manifest.json'), 'utf8')))
}

async function serve(c: AppContext, assets: Assets, name: string): Promise<Response> {
  const wanted = chooseEncoding(c.req.header('Accept-Encoding'))
  const twin = wanted && (await assets.read(name, wanted))
  const body = twin ?? (await assets.read(name, null))
  if (!body) throw new AppError('not_found')
  const etag = twin ? `"${name}.${wanted}"` : `"${name}"`
  const headers: Record<string, string> = {
    ...SECURITY_HEADERS,
    'Content-Type': TYPES[extname(name)] ?? 'application/octet-stream',
    'Cache-Control': 'public, max-age=31536000, immutable',
    ETag: etag,
    Vary: 'Accept-Encoding',
  }
  if (c.req.header('If-None-Match')?.includes(etag)) return new Response(null, { status: 304, headers })
  headers['Content-Length'] = String(body.byteLength)
  if (twin && wanted) headers['Content-Encoding'] = wanted
  return new Response(body, { headers })
}

export function assetRoutes({ assets }: { assets: Assets }): Hono<AppEnv> {
  return new Hono<AppEnv>().get('/static/:name', (c) => serve(c, assets, c.req.param('name')))
}
