import { type Availability, createAvailability } from '../availability.ts'
import type { Logger } from '../log.ts'

/** Says when Redis goes, and when it is back. */
export const createRedisAvailability = (log: Logger): Availability =>
  createAvailability(log, {
    away: 'Redis is away: limits are counted in this process, sessions are read from the database',
    back: 'Redis is back',
  })
