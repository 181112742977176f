import { AppError } from '../errors.ts'
import type { SessionStore } from '../web/sessionStore.ts'

/** Ends one of a user's sessions. */
export async function endSession(store: SessionStore, userId: string, id: string): Promise<void> {
  const own = await store.list(userId)
  if (!own.some(({ idHash }) => idHash === id)) throw new AppError('not_found')
  await store.end(id)
}

/** Ends all of a user's sessions but the one that he asks from; `keep` null: all. */
export async function endOtherSessions(store: SessionStore, userId: string, keep: string | null): Promise<void> {
  for (const { idHash } of await store.list(userId)) if (idHash !== keep) await store.end(idHash)
}
