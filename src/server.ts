import { createAdaptorServer } from '@hono/node-server'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { stringsFor } from '../templates/i18n/index.ts'
import { createApp } from './app.ts'
import { createAccountDeps, ensureAdmin } from './auth/service.ts'
import { setupLink } from './auth/setup.ts'
import { startReaper } from './chat/service.ts'
import { type Config, ConfigError, EXIT_CONFIG, loadConfig } from './config.ts'
import { openDatabase } from './db/open.ts'
import { AppError } from './errors.ts'
import { openKv } from './kv/open.ts'
import { createLog, type Logger } from './log.ts'
import { basePath, setBasePath } from './paths.ts'
import { createVault, VaultLocked } from './secrets.ts'
import { checkSecret } from './secrets/check.ts'
import { siteZoneOf } from './site/settings.ts'
import { createSite } from './site/site.ts'
import { createUpstreams } from './upstreams/service.ts'
import { startUsageJobs } from './usage/service.ts'
import { loadAssets } from './web/assets.ts'
import { connectDatabase } from './startDatabase.ts'
import { startTurns } from './startTurns.ts'

const NODE_MAJOR = 24
/** Node's default of 511 refuses some of thousands that connect at once. */
const BACKLOG = 4_096
const DRAIN_MS = 25_000
const LAST_WORDS_MS = 2_000
/** what is left to do after that gets no longer, whatever hangs */
const LAST_MS = 5_000
/** ms; idle connections live longer than the proxy in front keeps them, so that none is closed under a request */
const TIMEOUTS = { keepAliveTimeout: 75_000, headersTimeout: 15_000, requestTimeout: 55_000, connectionsCheckingInterval: 5_000 }

async function main(): Promise<void> {
  const config = loadConfig()
  setBasePath(config.basePath)
  const log = await createLog(config.logLevel, process.stdout.isTTY)
  // a fault that nobody waits for costs its own work, not the answers of everybody
  process.on('unhandledRejection', (error) => log.error({ err: error }, 'a fault that nobody has handled'))
  if (config.workers === 1) return onSignals(stopOnce(log, await serve(config, log, true)))
  // only loaded where there are several
  const { isFirstProcess, onStopOfAll, runWorkers, speaksForAll } = await import('./workers.ts')
  if (isFirstProcess()) return onSignals(runWorkers(config.workers, log))
  const serving = serve(config, log, speaksForAll())
  // one that has hardly begun when all are to stop ends as soon as it can
  onStopOfAll(stopOnce(log, async () => (await serving)()))
  await serving
}

function onSignals(stop: () => void): void {
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}

/** Serves until what it answers is called; says where when it `speaks`. */
async function serve(config: Config, log: Logger, speaks: boolean): Promise<() => Promise<void>> {
  const { server, db, close } = await startServer(config, log)
  const address = addressOf(config, server)
  const link = speaks ? await setupLink({ db, now: Date.now }) : null
  if (link) announce(log, `Create the administrator here, once: ${new URL(link, address).href}`)
  if (speaks) announce(log, `AIChat listens on ${address}`)
  return close
}

async function startServer(config: Config, log: Logger) {
  const now = Date.now
  const db = await connectDatabase(
    () => openDatabase({ url: config.databaseUrl, log, migrations: join(import.meta.dirname, 'drizzle') }),
    config,
    log,
  )
  const kv = await openKv({ redisUrl: config.redisUrl, log })
  const vault = createVault(config.appSecret)
  await checkSecret(db, vault, new Date(now()))
  const upstreams = createUpstreams({ db, kv, vault, log, now })
  const site = createSite({ db, config, now, log })
  await site.current()
  await ensureAdmin(createAccountDeps({ config, db, kv, now, log, site }))
  await upstreams.seed(config)

  const { turns, remotes, instance, close: closeTurns } = await startTurns({ config, db, kv, log, now })
  const stopReaper = await startReaper({ db, turns, remotes, now, instance, log })
  const retention = async () => (await site.current()).retentionDays
  const siteZone = async () => siteZoneOf(await site.current())
  const stopJobs = startUsageJobs({ db, log, now, retention, siteZone })
  const assets = loadAssets(join(import.meta.dirname, 'static'))
  const app = createApp({ config, db, kv, log, now, site, assets, turns, remotes, upstreams, vault, instance: instance.id })
  const server = await listen(createAdaptorServer({ fetch: app.fetch, serverOptions: TIMEOUTS }) as Server, config)

  const close = async () => {
    stopReaper()
    const closing = closeServer(server)
    await turns.drain(DRAIN_MS)
    await closing.within(LAST_WORDS_MS)
    await turns.drain(0)
    await closeTurns()
    await stopJobs()
    await kv.close()
    await db.close()
  }
  return { server, db, close }
}

/** What an operator has to see whatever the level. */
const announce = (log: Logger, text: string): void => log.child({}, { level: 'info' }).info(text)

/** Takes no more connections. `within`: lets requests that are under way end for so long, ms, and cuts off the rest. */
function closeServer(server: Server): { within(ms: number): Promise<void> } {
  let isClosed = false
  server.close(() => (isClosed = true))
  return {
    async within(ms) {
      for (let waited = 0; !isClosed && waited < ms; waited += 50) {
        server.closeIdleConnections()
        await wait(50)
      }
      server.closeAllConnections()
    },
  }
}

function listen(server: Server, { port, host }: Config): Promise<Server> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, BACKLOG, () => resolve(server))
  })
}

/** Where a person on this machine finds it. */
function addressOf(config: Config, server: Server): string {
  if (config.publicUrl) return config.publicUrl + basePath()
  const { port } = server.address() as AddressInfo
  const host = ['0.0.0.0', '::', '127.0.0.1'].includes(config.host) ? 'localhost' : config.host
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}${basePath()}`
}

/** The first signal lets answers end; the second ends at once. */
const within = (work: Promise<void>, ms: number): Promise<void> => Promise.race([work, wait(ms)])

function stopOnce(log: Logger, close: () => Promise<void>): () => void {
  let stopping = false
  return () => {
    if (stopping) process.exit(1)
    stopping = true
    log.info('stopping: running answers have 25 s to end')
    void within(close(), DRAIN_MS + LAST_MS).then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'stopping failed')
        process.exit(1)
      },
    )
  }
}

/** What an operator reads when the server cannot start: one sentence, and the code that goes with it. */
function explain(error: unknown): { text: string; exitCode: number } {
  if (error instanceof ConfigError || error instanceof VaultLocked) return { text: error.message, exitCode: EXIT_CONFIG }
  if (error instanceof AppError) {
    return {
      text: `ADMIN_USERNAME or ADMIN_PASSWORD cannot be used. ${stringsFor('en').reasons[error.reason](error.detail)}`,
      exitCode: EXIT_CONFIG,
    }
  }
  const { code, port, message } = error as NodeJS.ErrnoException & { port?: number }
  if (code === 'EADDRINUSE') return { text: `Port ${port} is taken. Stop what uses it, or set PORT to another one.`, exitCode: 1 }
  if (code === 'EADDRNOTAVAIL')
    return { text: 'HOST is no address of this machine. Set it to 127.0.0.1, 0.0.0.0, or one that is.', exitCode: 1 }
  if (code === 'EACCES') return { text: `Port ${port} needs more rights. Set PORT to one above 1023.`, exitCode: 1 }
  return { text: message, exitCode: 1 }
}

if (Number(process.versions.node.split('.')[0]) < NODE_MAJOR) {
  process.stderr.write(
    `AIChat needs Node ${NODE_MAJOR} or newer, this is ${process.versions.node}. Start it by npm start, which brings its own.\n`,
  )
  process.exit(1)
}
await main().catch((error: unknown) => {
  const { text, exitCode } = explain(error)
  process.stderr.write(`${text}\n`)
  process.exit(exitCode)
})
