import type { Logger } from '../log.ts'

/** Says once when Redis goes and once when it is back, whoever notices first. */
export type Availability = { lost(error: unknown): void; back(): void }

export function createAvailability(log: Logger): Availability {
  let away = false
  return {
    lost(error) {
      if (away) return
      away = true
      log.warn({ reason: reasonOf(error) }, 'Redis is away: limits are counted in this process, sessions are read from the database')
    },
    back() {
      if (!away) return
      away = false
      log.info('Redis is back')
    },
  }
}

/** The message alone: the other fields of a driver's error hold the command with its arguments, the password among them. */
export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
