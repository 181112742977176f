import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { get } from 'node:https'
import { get as getPlain } from 'node:http'
import { createServer as createTcpServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'aichat-nginx-'))
const headersSeen: IncomingMessage['headers'][] = []
let app: Server
let nginx: ChildProcess
let ports: { http: number; https: number }
let staticHits = 0

async function freePort(): Promise<number> {
  const server = createTcpServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

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

/** The configuration as it is delivered, but for ports, paths and the app's address. */
function writeConfiguration(appPort: number): string {
  cpSync('nginx/snippets', join(folder, 'snippets'), { recursive: true })
  mkdirSync(join(folder, 'certs'))
  const [key, certificate] = [join(folder, 'certs/privkey.pem'), join(folder, 'certs/fullchain.pem')]
  const subject = ['-subj', '/CN=localhost', '-days', '1', '-nodes', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256']
  execFileSync('openssl', ['req', '-x509', ...subject, '-keyout', key, '-out', certificate], { stdio: 'ignore' })
  const text = readFileSync('nginx/nginx.conf', 'utf8')
    .replaceAll(/listen \[::\]:\d+[^;]*;/g, '')
    .replace('listen 80 ', `listen 127.0.0.1:${ports.http} `)
    .replace('listen 443 ', `listen 127.0.0.1:${ports.https} `)
    .replace('server app:3000', `server 127.0.0.1:${appPort}`)
    .replace('/tmp/nginx-static', join(folder, 'cache'))
    .replace('/tmp/nginx.pid', join(folder, 'nginx.pid'))
    .replace('/dev/stdout', 'off')
    .replace('/dev/stderr', join(folder, 'error.log'))
  const file = join(folder, 'nginx.conf')
  writeFileSync(file, text)
  return file
}

const ask = (path: string, headers: Record<string, string> = {}): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port: ports.https, path, headers, rejectUnauthorized: false }, resolve).on('error', reject)
  })

const firstChunk = (response: IncomingMessage): Promise<string> =>
  new Promise((resolve, reject) => {
    response.once('data', (chunk: Buffer) => resolve(chunk.toString())).once('error', reject)
  })

beforeAll(async () => {
  // started by root, its workers are somebody else
  chmodSync(folder, 0o755)
  ports = { http: await freePort(), https: await freePort() }
  const file = writeConfiguration(await startApp())
  execFileSync('nginx', ['-t', '-q', '-p', folder, '-c', file], { stdio: 'pipe' })
  nginx = spawn('nginx', ['-p', folder, '-c', file, '-g', 'daemon off;'], { stdio: 'ignore' })
  await vi.waitFor(() => ask('/'), { timeout: 10_000 })
})

afterAll(async () => {
  if (nginx !== undefined && nginx.exitCode === null) {
    const ended = new Promise((resolve) => nginx.once('exit', resolve))
    nginx.kill('SIGTERM')
    await ended
  }
  app?.closeAllConnections()
  app?.close()
  rmSync(folder, { recursive: true, force: true })
})

it('sends plain http to https, with the path', async () => {
  const response = await new Promise<IncomingMessage>((resolve) => getPlain(`http://127.0.0.1:${ports.http}/chat?x=1`, resolve))
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
