/** SQLITE_CONSTRAINT_PRIMARYKEY, SQLITE_CONSTRAINT_UNIQUE and MySQL's ER_DUP_ENTRY */
const UNIQUE_VIOLATIONS: unknown[] = [1555, 2067, 1062]
/** MySQL's ER_LOCK_DEADLOCK */
const DEADLOCK = 1213

/** The number that the database gave its error, under whatever drizzle wrapped around it. */
export function errorNumber(error: unknown): unknown {
  if (!(error instanceof Error)) return undefined
  if ('errcode' in error) return error.errcode
  if ('errno' in error) return error.errno
  return errorNumber(error.cause)
}

/** True where a row was refused because a unique key of it is taken. */
export const isUniqueViolation = (error: unknown): boolean => UNIQUE_VIOLATIONS.includes(errorNumber(error))

/** Nobody there, cut off, too many connections; SQLITE_BUSY, _READONLY, _IOERR, _FULL and _CANTOPEN. */
const AWAY_CODES = [
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'EPIPE',
  'ENOTFOUND',
  'PROTOCOL_CONNECTION_LOST',
  'ER_CON_COUNT_ERROR',
  'ER_SERVER_SHUTDOWN',
]
const AWAY_SQLITE = [5, 8, 10, 13, 14]

/** True where the database cannot serve anybody just now, whatever was asked of it. */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if ('errcode' in error) return AWAY_SQLITE.includes(Number(error.errcode) % 256)
  if ('code' in error && AWAY_CODES.includes(String(error.code))) return true
  return isUnavailable(error.cause)
}

export const isDeadlock = (error: unknown): boolean => errorNumber(error) === DEADLOCK
