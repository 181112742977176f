import pino from 'pino'
import type { Logger } from '../log.ts'

const ERROR = 50

/** A log that keeps the lines of errors: a test whose app logs one fails. */
export function loudLog(): { log: Logger; errors: string[] } {
  const errors: string[] = []
  const write = (line: string) => {
    if ((JSON.parse(line) as { level: number }).level >= ERROR) errors.push(line)
  }
  return { log: pino({ level: 'error' }, { write }), errors }
}
