import pino, { type Logger } from 'pino'

export type { Logger }

/** Field names whose values never reach a log line, wherever they stand. */
const SECRET_FIELDS = ['password', 'password_confirm', 'apiKey', 'api_key', 'authorization', 'cookie', 'token', 'secret']

const redact = { paths: SECRET_FIELDS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '[secret]' }

/** JSON lines on stdout; on a terminal the same in words. */
export async function createLog(level: string, pretty: boolean): Promise<Logger> {
  if (!pretty) return pino({ level, redact, base: null })
  const prettyStream = (await import('pino-pretty')).default
  return pino({ level, redact, base: null }, prettyStream({ translateTime: 'HH:MM:ss', ignore: 'pid,hostname' }))
}

export const silentLog = (): Logger => pino({ level: 'silent' })
