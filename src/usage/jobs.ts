import type { Store } from '../db/store.ts'
import type { Logger } from '../log.ts'
import { startJob } from './job.ts'
import { rollUpSome } from './rollUp.ts'

const ROLL_UP = { name: 'usage roll-up', everyMs: 3_000, pauseMs: 25 }

/** Adds what was settled to the roll-ups, every few seconds. Answers how to stop it. */
export const startRollUps = (db: Store, log: Logger): (() => Promise<void>) => startJob(log, { ...ROLL_UP, step: () => rollUpSome(db) })
