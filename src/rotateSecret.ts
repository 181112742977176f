import { join } from 'node:path'
import { ConfigError, EXIT_CONFIG, loadRotation } from './config.ts'
import { openDatabase } from './db/open.ts'
import { createLog } from './log.ts'
import { VaultLocked } from './secrets.ts'
import { type Rotation, rotateSecret } from './secrets/rotate.ts'
import { beginSecret, putInPlace } from './secrets/secretFile.ts'
import { connectDatabase } from './startDatabase.ts'

const say = (text: string): void => void process.stdout.write(`${text}\n`)

function tell({ resealed, sessionsEnded, tokensEnded }: Rotation): void {
  say(`${resealed} stored secrets are sealed with the new APP_SECRET.`)
  say(`${sessionsEnded} sessions and ${tokensEnded} API tokens have ended: everybody signs in again.`)
}

/** Gives the database another APP_SECRET, while no server runs. May be run again at any point of it. */
async function main(): Promise<void> {
  const { config, file, next } = loadRotation()
  if (next === config.appSecret) throw new ConfigError(['APP_SECRET_NEW: must differ from APP_SECRET'])
  const log = await createLog(config.logLevel, false)
  const migrations = join(import.meta.dirname, 'drizzle')
  const db = await connectDatabase(() => openDatabase({ url: config.databaseUrl, log, migrations }), config, log)
  const path = file ?? join(config.dataDir, 'secret')
  const isTold = file === null && next !== null
  const { secret, pending } = isTold ? { secret: next, pending: null } : beginSecret(path, config.appSecret, next)
  tell(await rotateSecret(db, { from: config.appSecret, to: secret }, new Date()))
  await db.close()
  if (file !== null) putInPlace(file)
  say(whatToDo(file, pending))
}

function whatToDo(file: string | null, pending: string | null): string {
  if (file !== null) return `The new secret is in ${file}. Start AIChat again.`
  if (pending !== null) return `Set APP_SECRET to what is in ${pending}, delete that file, and start AIChat again.`
  return 'Set APP_SECRET to the value of APP_SECRET_NEW, and start AIChat again.'
}

await main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(error instanceof ConfigError || error instanceof VaultLocked ? EXIT_CONFIG : 1)
})
