import { AppError } from '../errors.ts'
import { isCommonPassword } from './commonPasswords.ts'
import { usernameKey } from './usernames.ts'

/** characters, counted as people do */
export const PASSWORD_MIN = 8
/** bytes of UTF-8: far beyond a sentence, and cheap to hash */
export const PASSWORD_MAX_BYTES = 1024

/** What is wrong with a new password; null when it will do. */
export function passwordFault(password: string, username: string): AppError | null {
  const length = [...password].length
  if (length < PASSWORD_MIN) return new AppError('password_short', { field: 'password', limit: PASSWORD_MIN, actual: length })
  if (Buffer.byteLength(password) > PASSWORD_MAX_BYTES)
    return new AppError('password_long', { field: 'password', limit: PASSWORD_MAX_BYTES, actual: Buffer.byteLength(password) })
  const common = usernameKey(password) === usernameKey(username) || isCommonPassword(password)
  return common ? new AppError('password_common', { field: 'password' }) : null
}
