import { createAvailability } from '../availability.ts'
import type { Logger } from '../log.ts'
import type { Database } from './store.ts'

const PROBE_MS = 1_000

const SAID = {
  away: 'The database is away: requests are refused until it is back, running answers go on and are saved then',
  back: 'The database is back',
}

/** Says when the database goes, as it is told by whoever notices, and looks for it until it is back. */
export function watchDatabase(db: Pick<Database, 'ping'>, log: Logger): { lost(error: unknown): void } {
  const { lost, back } = createAvailability(log, SAID)
  let looking = false

  const look = () =>
    db.ping().then(() => {
      looking = false
      back()
    }, lookLater)

  function lookLater(): void {
    setTimeout(() => void look(), PROBE_MS).unref()
  }

  return {
    lost(error) {
      lost(error)
      if (looking) return
      looking = true
      lookLater()
    },
  }
}
