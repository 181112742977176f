import pino, { type Logger, type LoggerOptions } from 'pino'

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

/** What every log of the server has in common: secrets are kept out here. */
export const LOG_OPTIONS = { redact, serializers: { err: withoutValues }, base: null } satisfies LoggerOptions

/** JSON lines on stdout; on a terminal the same in words. */
export async function createLog(level: string, pretty: boolean): Promise<Logger> {
  if (!pretty) return pino({ ...LOG_OPTIONS, level })
  const prettyStream = (await import('pino-pretty')).default
  return pino({ ...LOG_OPTIONS, level }, prettyStream({ translateTime: 'HH:MM:ss', ignore: 'pid,hostname' }))
}

export const silentLog = (): Logger => pino({ level: 'silent' })
