import pino, { type Logger } from 'pino'

export type { Logger }

/** Field names whose values never reach a log line, wherever they stand. */
const SECRET_FIELDS = ['password', 'password_confirm', 'apiKey', 'api_key', 'authorization', 'cookie', 'token', 'secret']

const redact = { paths: SECRET_FIELDS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '[secret]' }

/** A failed query's error holds the query's values, which may be anybody's words: of such an error only its cause is logged. */
function withoutValues(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const told = 'params' in error && error.cause instanceof Error ? error.cause : error
  const { type, message, stack, ...rest } = pino.stdSerializers.err(told)
  const code = 'code' in rest ? { code: rest.code } : {}
  return { type, message, stack, ...code }
}

const serializers = { err: withoutValues }

/** JSON lines on stdout; on a terminal the same in words. */
export async function createLog(level: string, pretty: boolean): Promise<Logger> {
  if (!pretty) return pino({ level, redact, serializers, base: null })
  const prettyStream = (await import('pino-pretty')).default
  return pino({ level, redact, serializers, base: null }, prettyStream({ translateTime: 'HH:MM:ss', ignore: 'pid,hostname' }))
}

export const silentLog = (): Logger => pino({ level: 'silent' })
