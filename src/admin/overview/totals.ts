import type { Store } from '../../db/store.ts'
import { dayIn, firstTokenOf, type Sums, topUsers, totalsByKey, totalsByModel } from '../../usage/service.ts'
import type { FirstToken } from './overview.ts'
import { findNames } from './queries.ts'

/** What a model, a key or a user came to this month. `id` is null where there is none, the name where he or it is gone. */
export type Total = Sums & { id: string | null; name: string | null; firstToken: FirstToken | null }

export type Totals = { models: Total[]; keys: Total[]; users: Total[] }

const TOP_USERS = 10

/** This month by model and key, and by user as each of them counts it. */
export async function totalsOf(db: Store, zone: string, at: Date): Promise<Totals> {
  const today = dayIn(zone, at)
  const month = today.slice(0, 7)
  const thisMonth = { from: `${month}-01`, to: today, zone }
  const [models, keys, users, ofModels, ofKeys] = await Promise.all([
    totalsByModel(db, thisMonth),
    totalsByKey(db, thisMonth),
    topUsers(db, month, TOP_USERS),
    firstTokenOf(db, thisMonth, 'model'),
    firstTokenOf(db, thisMonth, 'key'),
  ])
  const names = await findNames(
    db,
    users.map(({ userId }) => userId).filter((id) => id !== ''),
  )
  return {
    models: models.map(({ model, ...sums }) => ({ ...sums, id: null, name: model, firstToken: timesOf(ofModels, model) })),
    keys: keys.map(({ keyId, keyLabel, ...sums }) => ({ ...sums, id: keyId || null, name: keyLabel, firstToken: timesOf(ofKeys, keyId) })),
    users: users.map(({ userId, ...sums }) => ({ ...sums, id: userId || null, name: names.get(userId) ?? null, firstToken: null })),
  }
}

type Times = Awaited<ReturnType<typeof firstTokenOf>>

function timesOf(times: Times, name: string): FirstToken | null {
  const found = times.find((line) => line.name === name)
  return found ? { p50: found.p50, p95: found.p95, calls: found.calls } : null
}
