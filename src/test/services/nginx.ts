import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { get, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { vi } from 'vitest'
import { freePort } from './freePort.ts'

const delivered = join(import.meta.dirname, '../../../nginx')

export type NginxService = {
  http: number
  https: number
  /** Reads the configuration anew, as an operator does after a change. */
  reload(): void
  stop(): Promise<void>
}

/** nginx with the configuration as it is delivered, in front of apps on these ports of loopback, with a certificate of its own. */
export async function startNginx(appPorts: readonly number[]): Promise<NginxService> {
  const folder = mkdtempSync(join(tmpdir(), 'aichat-nginx-'))
  // started by root, its workers are somebody else
  chmodSync(folder, 0o755)
  const ports = { http: await freePort(), https: await freePort() }
  const file = writeConfiguration(folder, ports, appPorts)
  execFileSync('nginx', ['-t', '-q', '-p', folder, '-c', file], { stdio: 'pipe' })
  const child = spawn('nginx', ['-p', folder, '-c', file, '-g', 'daemon off;'], { stdio: 'ignore' })
  await vi.waitFor(() => answers(ports.http), { timeout: 10_000 })
  return {
    ...ports,
    reload: () => void child.kill('SIGHUP'),
    async stop() {
      await end(child)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

type Ports = Pick<NginxService, 'http' | 'https'>

/** The configuration as it is delivered, but for ports, paths and the apps' addresses. */
function writeConfiguration(folder: string, ports: Ports, appPorts: readonly number[]): string {
  cpSync(join(delivered, 'snippets'), join(folder, 'snippets'), { recursive: true })
  writeCertificate(join(folder, 'certs'))
  const servers = appPorts.map((port) => `server 127.0.0.1:${port}`).join('; ')
  const text = readFileSync(join(delivered, 'nginx.conf'), 'utf8')
    .replaceAll(/listen \[::\]:\d+[^;]*;/g, '')
    .replace('listen 80 ', `listen 127.0.0.1:${ports.http} `)
    .replace('listen 443 ', `listen 127.0.0.1:${ports.https} `)
    .replace('server app:3000', servers)
    .replace('/tmp/nginx-static', join(folder, 'cache'))
    .replace('/tmp/nginx.pid', join(folder, 'nginx.pid'))
    .replace('/dev/stdout', 'off')
    .replace('/dev/stderr', join(folder, 'error.log'))
  const file = join(folder, 'nginx.conf')
  writeFileSync(file, text)
  return file
}

function writeCertificate(folder: string): void {
  mkdirSync(folder)
  const files = ['-keyout', join(folder, 'privkey.pem'), '-out', join(folder, 'fullchain.pem')]
  const subject = ['-subj', '/CN=localhost', '-days', '1', '-nodes', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256']
  execFileSync('openssl', ['req', '-x509', ...subject, ...files], { stdio: 'ignore' })
}

const answers = (port: number): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port }, (response) => resolve(response.resume())).on('error', reject)
  })

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  await exited
}
