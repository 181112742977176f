import { randomBytes } from 'node:crypto'
import { isUniqueViolation } from '../db/errors.ts'
import type { Store } from '../db/store.ts'
import { AppError } from '../errors.ts'
import { newId } from '../ids.ts'
import { findUser, findUserByKey, hasUsers, insertUser, updateUser } from './queries.ts'
import type { AccountDeps } from './service.ts'
import { parseUsername, USERNAME_MAX } from './usernames.ts'

type Entered = { id: string; epoch: number }

/** Signs in a user for whom somebody else vouches. Throws `account_disabled`. */
export async function enterBy({ db, now }: Pick<AccountDeps, 'db' | 'now'>, userId: string): Promise<Entered> {
  const user = await findUser(db, userId)
  if (!user?.active) throw new AppError('account_disabled')
  await updateUser(db, user.id, { lastLoginAt: new Date(now()) })
  return { id: user.id, epoch: user.epoch }
}

/** Whether this user can sign in without anybody's help. */
export const hasPassword = async (store: Store, userId: string): Promise<boolean> =>
  ((await findUser(store, userId))?.passwordHash ?? null) !== null

const NUMBERED = [2, 3, 4, 5, 6, 7, 8, 9]

/** The first free name wins: as it is wished for, with a number, with something that nobody has. */
export function usernamesFor(wishes: readonly string[]): string[] {
  const good = wishes.map((wish) => parseUsername(wish)?.name).filter((name) => name !== undefined)
  const base = [...(good[0] ?? 'user')]
    .slice(0, USERNAME_MAX - 9)
    .join('')
    .trim()
  return [...good, ...NUMBERED.map((n) => `${base}-${n}`), `${base}-${randomBytes(4).toString('hex')}`]
}

/** A new user without a password, and in the same transaction what `alsoIn` writes. Rejects with a unique violation where that is taken. */
export async function openAccount(
  { db, now }: Pick<AccountDeps, 'db' | 'now'>,
  wishes: readonly string[],
  alsoIn: (tx: Store, userId: string) => Promise<void>,
): Promise<Entered> {
  if (!(await hasUsers(db))) throw new AppError('setup_pending')
  for (const username of usernamesFor(wishes)) {
    const key = parseUsername(username)?.key
    if (key === undefined || (await findUserByKey(db, key))) continue
    const id = newId(now())
    const at = new Date(now())
    const row = { id, username, usernameKey: key, createdAt: at, updatedAt: at, lastLoginAt: at }
    const opening = db.tx(async (tx) => {
      await insertUser(tx, row)
      await alsoIn(tx, id)
    })
    const isOpen = await opening.then(
      () => true,
      async (error: unknown) => {
        if (isUniqueViolation(error) && (await findUserByKey(db, key))) return false
        throw error
      },
    )
    if (isOpen) return { id, epoch: 0 }
  }
  throw new AppError('username_taken', { field: 'username' })
}
