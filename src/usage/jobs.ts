import type { Store } from '../db/store.ts'
import type { Logger } from '../log.ts'
import { startJob } from './job.ts'
import { deleteSomeOld, type RetentionDays } from './retention.ts'
import { rollUpSome } from './rollUp.ts'

const ROLL_UP = { name: 'usage roll-up', everyMs: 3_000, pauseMs: 25 }
const RETENTION = { name: 'retention', everyMs: 600_000, pauseMs: 100 }

export type JobsDeps = {
  db: Store
  log: Logger
  now: () => number
  /** how long records are kept, as it is set now */
  retention(): Promise<RetentionDays>
}

/** Rolls up what was settled, every few seconds, and deletes what is old, every few minutes. Answers how to stop both. */
export function startUsageJobs({ db, log, now, retention }: JobsDeps): () => Promise<void> {
  const stops = [
    startJob(log, { ...ROLL_UP, step: () => rollUpSome(db) }),
    startJob(log, { ...RETENTION, step: async () => deleteSomeOld(db, await retention(), new Date(now())) }),
  ]
  return async () => void (await Promise.all(stops.map((stop) => stop())))
}
