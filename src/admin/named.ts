import { usernameKey } from '../auth/service.ts'
import type { Store } from '../db/store.ts'
import { isId } from '../ids.ts'
import { findUserIdNamed } from './namedQueries.ts'

/** Whom a filter means by an id, which may be that of a user who is gone, or by the whole of a name; null: nobody. */
export const userIdNamed = (store: Store, text: string): Promise<string | null> =>
  isId(text) ? Promise.resolve(text) : findUserIdNamed(store, usernameKey(text))
