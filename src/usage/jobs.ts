import type { Store } from '../db/store.ts'
import type { Logger } from '../log.ts'
import { startJob } from './job.ts'
import { deleteSomeOld, type RetentionDays } from './retention.ts'
import { recountSome } from './recount.ts'
import { rollUpSome } from './rollUp.ts'

const ROLL_UP = { name: 'usage roll-up', everyMs: 3_000, pauseMs: 25 }
const RECOUNT = { name: 'usage recount', everyMs: 3_000, pauseMs: 25 }
const RETENTION = { name: 'retention', everyMs: 600_000, pauseMs: 100 }

export type JobsDeps = {
  db: Store
  log: Logger
  now: () => number
  /** how long records are kept, as it is set now */
  retention(): Promise<RetentionDays>
  /** where everybody's days begin, as it is set now */
  siteZone(): Promise<string>
}

/**
 * Rolls up what was settled, and goes on with recounts that are not done, every few seconds; deletes what is old, every few minutes.
 * Answers how to stop all of it.
 */
export function startUsageJobs({ db, log, now, retention, siteZone }: JobsDeps): () => Promise<void> {
  const stops = [
    startJob(log, { ...ROLL_UP, step: async () => rollUpSome(db, await siteZone()) }),
    startJob(log, { ...RECOUNT, step: () => recountSome(db) }),
    startJob(log, { ...RETENTION, step: async () => deleteSomeOld(db, await retention(), new Date(now())) }),
  ]
  return async () => void (await Promise.all(stops.map((stop) => stop())))
}
