import { hostname } from 'node:os'
import { dirname, join } from 'node:path'
import { findStopsAskedFor, saveSnapshots, STOP_CHANNEL, touchWriting } from './chat/service.ts'
import type { Config } from './config.ts'
import type { Database } from './db/store.ts'
import { newId } from './ids.ts'
import type { Kv } from './kv/kv.ts'
import { subscribeForGood } from './kv/subscribe.ts'
import type { Logger } from './log.ts'
import { type Instance, joinInstances } from './turn/instance.ts'
import { createRemoteTurns, type RemoteTurns } from './turn/remoteTurns.ts'
import { createTurns, type Turns } from './turn/turns.ts'
import { writersOf } from './turn/writer.ts'

export type StartTurnsDeps = {
  config: Pick<Config, 'dataDir' | 'databaseUrl' | 'redisUrl'>
  db: Database
  kv: Kv
  log: Logger
  now: () => number
}

export type RunningTurns = { instance: Instance; turns: Turns; remotes: RemoteTurns; close(): Promise<void> }

/** The running answers of this process, among those of the others that share its database. */
export async function startTurns(deps: StartTurnsDeps): Promise<RunningTurns> {
  const { config, db, kv, log, now } = deps
  const instance = await joinAsInstance(deps)
  const shared = config.redisUrl === null ? null : await (await import('./turn/redisLogs.ts')).createRedisLogs(config.redisUrl, kv, now)
  const writers = writersOf(instance.id)
  const turns = createTurns({
    checkpoint: (snapshots) => saveSnapshots(db, snapshots, new Date(now())),
    touch: () => touchWriting(db, writers, new Date(now())),
    stopsAskedFor: () => findStopsAskedFor(db, writers),
    shared,
    log,
    now,
  })
  const stopHearing = subscribeForGood(kv, STOP_CHANNEL, (messageId) => turns.stop(messageId, 'user'))
  return {
    instance,
    turns,
    remotes: createRemoteTurns(shared),
    async close() {
      stopHearing()
      await shared?.close()
      await instance.close()
    },
  }
}

/** All who use a SQLite file are of its machine; others know each other by files only on the same host. */
async function joinAsInstance({ config, db, kv, log, now }: StartTurnsDeps): Promise<Instance> {
  const id = newId()
  const allHere = db.kind === 'sqlite'
  const folder = allHere
    ? join(dirname(config.databaseUrl.replace(/^file:(?:\/\/)?/, '')), 'instances')
    : join(config.dataDir, 'instances', hostname())
  // `node:sqlite` is not there in the older versions of Node that the start tells apart
  const { joinPresence } = await import('./turn/presence.ts')
  const presence = await joinPresence(folder, id).catch((error: unknown) => {
    if (allHere) throw error
    log.warn({ err: error, folder }, 'processes of this machine are told apart by their leases alone')
    return null
  })
  return joinInstances(kv, { id, log, now, presence, allHere, seesLeases: config.redisUrl !== null })
}
