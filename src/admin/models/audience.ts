import { usernameKey } from '../../auth/service.ts'
import type { Store } from '../../db/store.ts'
import type { Audience } from '../../db/values.ts'
import { AppError } from '../../errors.ts'
import { groupsWithIds, type Named, usersWithIds, usersWithKeys } from './modelQueries.ts'

/** An audience with the names of those who are still there. */
export type NamedAudience = { roles: NonNullable<Audience['roles']>; users: Named[]; groups: Named[] }

export async function namedAudience(store: Store, audience: Audience | null): Promise<NamedAudience | null> {
  if (audience === null) return null
  const { roles = [], userIds = [], groupIds = [] } = audience
  return { roles, users: await usersWithIds(store, userIds), groups: await groupsWithIds(store, groupIds) }
}

/** Everybody in it is there, and each is named once. Throws `audience_empty` and `audience_unknown`. */
export async function checkedAudience(store: Store, audience: Audience | null): Promise<Audience | null> {
  const named = await namedAudience(store, audience)
  if (audience === null || named === null) return null
  const known = new Set([...named.users, ...named.groups].map(({ id }) => id))
  const { roles = [], userIds = [], groupIds = [] } = audience
  const unknown = [...userIds, ...groupIds].find((id) => !known.has(id))
  if (unknown !== undefined) throw new AppError('audience_unknown', { field: 'audience', name: unknown })
  if (roles.length + known.size === 0) throw new AppError('audience_empty', { field: 'audience' })
  const once = <T>(items: T[]): T[] => [...new Set(items)]
  return {
    ...(roles.length > 0 && { roles: once(roles) }),
    ...(userIds.length > 0 && { userIds: once(userIds) }),
    ...(groupIds.length > 0 && { groupIds: once(groupIds) }),
  }
}

/** Users by the names that were typed. Throws `audience_unknown`. */
export async function usersNamed(store: Store, names: readonly string[], field: string): Promise<string[]> {
  const found = await usersWithKeys(store, names.map(usernameKey))
  const unknown = names.find((name) => !found.some(({ key }) => key === usernameKey(name)))
  if (unknown !== undefined) throw new AppError('audience_unknown', { field, name: unknown })
  return found.map(({ id }) => id)
}
