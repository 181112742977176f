import { createServer, get as getPlain, type IncomingMessage, type Server } from 'node:http'
import { get } from 'node:https'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type NginxService, startNginx } from '../src/test/services/nginx.ts'

const headersSeen: IncomingMessage['headers'][] = []
let app: Server
let nginx: NginxService
let staticHits = 0

/** Stands for the app: a stream that never ends after its first frame, and anything else as plain text. */
const startApp = async (): Promise<number> => {
  app = createServer((request, response) => {
    headersSeen.push(request.headers)
    if (request.url?.startsWith('/static/')) staticHits++
    const stream = request.url?.startsWith('/api/chat') || request.url?.startsWith('/messages/')
    response.setHeader('content-type', stream ? 'text/event-stream' : 'text/plain')
    if (stream) response.write('data: first\n\n')
    else response.end('x'.repeat(5_000))
  })
  await new Promise<void>((resolve) => app.listen(0, '127.0.0.1', resolve))
  return (app.address() as AddressInfo).port
}

const ask = (path: string, headers: Record<string, string> = {}): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port: nginx.https, path, headers, rejectUnauthorized: false }, resolve).on('error', reject)
  })

const firstChunk = (response: IncomingMessage): Promise<string> =>
  new Promise((resolve, reject) => {
    response.once('data', (chunk: Buffer) => resolve(chunk.toString())).once('error', reject)
  })

beforeAll(async () => {
  nginx = await startNginx([await startApp()])
})

afterAll(async () => {
  await nginx?.stop()
  app?.closeAllConnections()
  app?.close()
})

it('sends plain http to https, with the path', async () => {
  const response = await new Promise<IncomingMessage>((resolve) => getPlain(`http://127.0.0.1:${nginx.http}/chat?x=1`, resolve))
  expect(response.statusCode).toBe(308)
  expect(response.headers.location).toBe('https://127.0.0.1/chat?x=1')
})

it('says HSTS once, and compresses text', async () => {
  const response = await ask('/login', { 'accept-encoding': 'gzip' })
  expect(response.headers['strict-transport-security']).toBe('max-age=31536000')
  expect(response.headers['content-encoding']).toBe('gzip')
  response.destroy()
})

it('tells the app who asks and how, whatever the visitor claims', async () => {
  const response = await ask('/api/chat', { 'x-forwarded-for': '6.6.6.6', 'x-forwarded-proto': 'gopher' })
  response.destroy()
  expect(headersSeen.at(-1)).toMatchObject({ 'x-forwarded-for': '127.0.0.1', 'x-forwarded-proto': 'https' })
})

it.each(['/api/chat', '/messages/1/stream?from=0'])('passes the first frame of %s on while the stream stays open', async (path) => {
  const response = await ask(path, { 'accept-encoding': 'gzip' })
  expect(await firstChunk(response)).toBe('data: first\n\n')
  expect(response.headers['content-encoding']).toBeUndefined()
  response.destroy()
})

it('keeps a static file after its first answer', async () => {
  for (const _ of [1, 2, 3]) {
    const response = await ask('/static/app.1A2B3C4D.css')
    expect(response.statusCode).toBe(200)
    await new Promise((resolve) => response.resume().once('end', resolve))
  }
  expect(staticHits).toBe(1)
})
