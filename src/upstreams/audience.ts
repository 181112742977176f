import type { Audience } from '../db/values.ts'

/** Who asks for a model, as far as it decides which are open to him. */
export type Visitor = { id: string; role: 'user' | 'admin'; groupId: string | null }

/** No audience is everybody; `null` for who: the server itself. Users and groups that are gone are nobody. */
export function isOpenTo({ audience }: { audience: Audience | null }, who: Visitor | null): boolean {
  if (audience === null || who === null) return true
  const { roles = [], userIds = [], groupIds = [] } = audience
  return roles.includes(who.role) || userIds.includes(who.id) || (who.groupId !== null && groupIds.includes(who.groupId))
}
