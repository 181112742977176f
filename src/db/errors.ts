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

export const isDeadlock = (error: unknown): boolean => errorNumber(error) === DEADLOCK

/** Runs an insert; resolves to the rows inserted, none where a unique key was taken (of several rows: all or none). */
export async function insertIgnore(insert: PromiseLike<[{ affectedRows: number }, ...unknown[]]>): Promise<number> {
  try {
    return (await insert)[0].affectedRows
  } catch (error) {
    if (isUniqueViolation(error)) return 0
    throw error
  }
}
