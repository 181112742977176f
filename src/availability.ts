import type { Logger } from './log.ts'

/** Says once when what we need goes and once when it is back, whoever notices first. */
export type Availability = { lost(error: unknown): void; back(): void }

/** `said`: what is logged. */
export function createAvailability(log: Logger, said: { away: string; back: string }): Availability {
  let away = false
  return {
    lost(error) {
      if (away) return
      away = true
      log.warn({ reason: reasonOf(error) }, said.away)
    },
    back() {
      if (!away) return
      away = false
      log.info(said.back)
    },
  }
}

/**
 * The message of what is under all of it, and that alone: other fields of a driver's error hold the command with its arguments, a
 * password among them, and what was wrapped around it the statement with its texts.
 */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? reasonOf(error.cause) : error.message
}
