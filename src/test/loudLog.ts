import pino from 'pino'
import { LOG_OPTIONS, type Logger } from '../log.ts'

const ERROR = 50

/** A log that keeps its lines, of all levels, and those of errors: a test whose app logs one fails. */
export function loudLog(): { log: Logger; lines: string[]; errors: string[] } {
  const lines: string[] = []
  const errors: string[] = []
  const write = (line: string) => {
    lines.push(line)
    if ((JSON.parse(line) as { level: number }).level >= ERROR) errors.push(line)
  }
  return { log: pino({ ...LOG_OPTIONS, level: 'trace' }, { write }), lines, errors }
}
