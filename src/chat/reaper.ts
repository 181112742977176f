import type { Logger } from '../log.ts'
import type { Instance } from '../turn/instance.ts'
import { instanceOf } from '../turn/writer.ts'
import type { ChatDeps } from './ask.ts'
import { settleAbandoned, type Written } from './settle.ts'

const EVERY_MS = 3_000
/** an answer of this process that runs nowhere, and was not touched for so long, could not be saved when it ended */
const LOST_MS = 60_000

export type ReaperDeps = Pick<ChatDeps, 'db' | 'turns' | 'remotes' | 'now'> & { instance: Pick<Instance, 'id' | 'isGone'>; log: Logger }

/** Settles the answers that nobody writes any more: once now, then every few seconds. Resolves to how to stop it. */
export async function startReaper({ db, turns, remotes, now, instance, log }: ReaperDeps): Promise<() => void> {
  const abandonment = {
    shownOf: remotes.textOf,
    // one of ours that never ran: whether it was saved was not known, so its question was refused
    wasCalled: ({ id, writer }: Written) => instanceOf(writer ?? '') !== instance.id || turns.lost(id),
    isAbandoned: async ({ id, writer, touchedAt }: Written) => {
      const owner = instanceOf(writer ?? '')
      return owner === instance.id ? !turns.holds(id) && now() - touchedAt > LOST_MS : instance.isGone({ owner, touchedAt })
    },
  }
  let reaping = false
  const reap = async () => {
    if (reaping) return
    reaping = true
    try {
      const answers = await settleAbandoned(db, abandonment, new Date(now()))
      if (answers > 0) log.warn({ answers }, 'answers that nobody wrote any more were marked as interrupted')
    } catch (error) {
      log.warn({ err: error }, 'abandoned answers could not be looked for')
    } finally {
      reaping = false
    }
  }
  await reap()
  const timer = setInterval(() => void reap(), EVERY_MS).unref()
  return () => clearInterval(timer)
}
