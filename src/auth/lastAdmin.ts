import type { Store } from '../db/store.ts'
import { AppError } from '../errors.ts'
import { lockActiveAdmins } from './queries.ts'

/**
 * To be the first thing in the transaction by which a user stops being an active administrator: demoted, disabled, deleted.
 * Throws `last_admin` where nobody else would be one. The administrators are held until the transaction ends, so that
 * of two who remove each other at once the second sees that the first is gone.
 */
export async function keepAnAdmin(tx: Store, userIdLosing: string): Promise<void> {
  const admins = await lockActiveAdmins(tx, userIdLosing)
  if (admins.length === 1 && admins[0] === userIdLosing) throw new AppError('last_admin')
}
