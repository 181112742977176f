import { type AccountDeps, lockUser, type Preferences, savePreferences } from '../auth/service.ts'
import { recount } from '../usage/service.ts'

/** Saves what is given. With another time zone a user's latest days are counted anew, in the same transaction. */
export async function changePreferences(deps: AccountDeps, userId: string, preferences: Preferences): Promise<void> {
  const { timeZone } = preferences
  if (!timeZone) return savePreferences(deps, userId, preferences)
  await deps.db.tx(async (tx) => {
    const user = await lockUser(tx, userId)
    await savePreferences({ ...deps, db: tx }, userId, preferences)
    if (user) await recount(tx, userId, user.timeZone ?? 'UTC', timeZone, new Date(deps.now()))
  })
  // whoever asked for the user before it was saved has kept what he was
  deps.people.forget(userId)
}
