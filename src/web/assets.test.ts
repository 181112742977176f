import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import { parseConfig } from '../config.ts'
import { silentLog } from '../log.ts'
import { assetRoutes, createAssets } from './assets.ts'
import type { AppEnv } from './context.ts'
import { errorHandler } from './errors.tsx'
import { webMiddleware } from './middleware.ts'

const config = { ...parseConfig({}), databaseUrl: 'file:none', appSecret: 'none' }
const deps = { config, log: silentLog(), now: () => 0, assets: createAssets('.', {}), db: { ping: () => Promise.resolve() } }

describe('built files', () => {
  it('are served by their hashed name, compressed, for good, and nothing else is', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'aichat-static-'))
    const css = 'body{color:red}'.repeat(100)
    await writeFile(join(dir, 'app.AB12.css'), css)
    await writeFile(join(dir, 'app.AB12.css.br'), brotliCompressSync(css))
    await writeFile(join(dir, 'app.AB12.css.gz'), gzipSync(css))
    await writeFile(join(dir, 'secret.txt'), 'secret')
    const assets = createAssets(dir, { 'app.css': 'app.AB12.css' })
    expect(assets.asset('app.css')).toBe('/static/app.AB12.css')
    const app = new Hono<AppEnv>().use(...webMiddleware(deps)).route('/', assetRoutes({ assets }))
    app.onError(errorHandler(deps))
    const path = assets.asset('app.css')
    const plain = await app.request(path)
    expect(await plain.text()).toBe(css)
    expect(plain.headers.get('Cache-Control')).toBe('public, max-age=31536000, immutable')
    expect(plain.headers.get('Content-Type')).toBe('text/css; charset=utf-8')
    const br = await app.request(path, { headers: { 'Accept-Encoding': 'gzip, br' } })
    expect(br.headers.get('Content-Encoding')).toBe('br')
    const etag = br.headers.get('ETag') ?? ''
    expect(etag).not.toBe(plain.headers.get('ETag'))
    expect((await app.request(path, { headers: { 'Accept-Encoding': 'br', 'If-None-Match': etag } })).status).toBe(304)
    const head = await app.request(path, { method: 'HEAD' })
    expect([head.headers.get('Content-Length'), await head.text()]).toEqual(['1500', ''])
    for (const other of ['secret.txt', 'manifest.json', '..%2fsecret.txt', 'app.AB12.css.br', 'app.css'])
      expect((await app.request(`/static/${other}`)).status).toBe(404)
    const bare = new Hono<AppEnv>().route('/', assetRoutes({ assets })).onError(errorHandler(deps))
    const missing = await bare.request('/static/gone.css', { headers: { 'Accept-Language': 'zh' } })
    const bared = await bare.request(path)
    expect(bared.headers.get('Content-Security-Policy')).toContain("default-src 'none'")
    expect(bared.headers.get('Cross-Origin-Resource-Policy')).toBe('same-origin')
    expect([missing.status, await missing.text()]).toEqual([404, expect.stringContaining('lang="zh-CN"')])
    await rm(dir, { recursive: true })
  })
})
