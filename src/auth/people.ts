import type { Row, Store } from '../db/store.ts'
import { findUser } from './queries.ts'

export type User = Row<'users'>

/** how old a user's row may be that a request is judged by, ms */
const FRESH_MS = 1000
const MAX_KEPT = 5000

/** Users by id, as requests need them: asked for many times a second, read once a second at most. */
export type People = {
  find(id: string): Promise<User | null>
  /** After a change: the next request sees it. */
  forget(id: string): void
}

/** `changed` is told whose row another one is to be expected of. */
export function createPeople({ db, now, changed }: { db: Store; now: () => number; changed: (id: string) => void }): People {
  const kept = new Map<string, { user: Promise<User | null>; at: number }>()

  return {
    find(id) {
      const at = now()
      const known = kept.get(id)
      if (known && at - known.at < FRESH_MS && at >= known.at) return known.user
      if (kept.size >= MAX_KEPT) kept.clear()
      const user = findUser(db, id)
      kept.set(id, { user, at })
      user.catch(() => kept.delete(id))
      return user
    },
    forget(id) {
      kept.delete(id)
      changed(id)
    },
  }
}

/** The user of a session or token, unless it was made before his last change of password or role, or he is disabled. */
export async function activeUser({ people }: { people: People }, id: string, epoch: number): Promise<User | null> {
  const user = await people.find(id)
  return user?.active && user.epoch === epoch ? user : null
}
