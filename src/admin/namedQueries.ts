import { eq } from 'drizzle-orm'
import type { Store } from '../db/store.ts'

/** `key`: the name as names are compared */
export async function findUserIdNamed({ db, t: { users } }: Store, key: string): Promise<string | null> {
  const [row] = await db.select({ id: users.id }).from(users).where(eq(users.usernameKey, key))
  return row?.id ?? null
}
