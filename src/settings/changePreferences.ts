import { type AccountDeps, lockUser, type Preferences, savePreferences, type User } from '../auth/service.ts'
import { beginRecount, recountSome } from '../usage/service.ts'

/** steps of a recount that a request waits for: all of them, but for who has used a lot; the job in the background does the rest */
const STEPS = 4

type IsMeant = (user: User) => boolean

/** Saves what is given. With another time zone a user's latest days are counted anew. */
export async function changePreferences(deps: AccountDeps, userId: string, preferences: Preferences): Promise<void> {
  if (!preferences.timeZone) return savePreferences(deps, userId, preferences)
  await changeZone(deps, userId, preferences, () => true)
}

/** The zone of a user who has none; one that is there stays. Answers which holds. */
export async function keepFirstZone(deps: AccountDeps, userId: string, timeZone: string): Promise<string | null> {
  await changeZone(deps, userId, { timeZone }, (user) => user.timeZone === null)
  return (await deps.people.find(userId))?.timeZone ?? null
}

async function changeZone(deps: AccountDeps, userId: string, preferences: Preferences, isMeant: IsMeant): Promise<void> {
  while (!(await saveZone(deps, userId, preferences, isMeant))) await recountSome(deps.db, userId)
  // whoever asked for the user before it was saved has kept what he was
  deps.people.forget(userId)
  for (let step = 0; step < STEPS; step++) if (!(await recountSome(deps.db, userId))) return
}

/** False where the change before is not wholly counted yet. */
function saveZone(deps: AccountDeps, userId: string, preferences: Preferences, isMeant: IsMeant): Promise<boolean> {
  const { timeZone } = preferences
  return deps.db.tx(async (tx) => {
    const user = await lockUser(tx, userId)
    if (!user || !isMeant(user)) return true
    const before = user.timeZone ?? 'UTC'
    if (before !== timeZone && !(await beginRecount(tx, userId, before, new Date(deps.now())))) return false
    await savePreferences({ ...deps, db: tx }, userId, preferences)
    return true
  })
}
