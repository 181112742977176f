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

/** Nobody there, too many connections, shutting down, read-only, full, locked for too long; SQLITE_BUSY, _READONLY, _IOERR, _FULL and _CANTOPEN. */
const AWAY_CODES = [
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'PROTOCOL_CONNECTION_LOST',
  'ER_CON_COUNT_ERROR',
  'ER_TOO_MANY_USER_CONNECTIONS',
  'ER_USER_LIMIT_REACHED',
  'ER_SERVER_SHUTDOWN',
  'ER_OPTION_PREVENTS_STATEMENT',
  'ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION',
  'ER_READ_ONLY_MODE',
  'ER_DISK_FULL',
  'ER_RECORD_FILE_FULL',
  'ER_LOCK_WAIT_TIMEOUT',
]
const AWAY_SQLITE = [5, 8, 10, 13, 14]

/** True where the database cannot serve anybody just now, whatever was asked of it. */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if ('errcode' in error) return AWAY_SQLITE.includes(Number(error.errcode) % 256)
  if ('code' in error && AWAY_CODES.includes(String(error.code))) return true
  // MySQL's driver says so of what ends a connection, and of what was to follow on it: the rollback, for one
  if ('fatal' in error && error.fatal === true) return true
  return isUnavailable(error.cause)
}

export const isDeadlock = (error: unknown): boolean => errorNumber(error) === DEADLOCK
