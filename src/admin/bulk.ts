import type { Actor } from '../audit/service.ts'
import { AppError } from '../errors.ts'
import type { AdminDeps } from './deps.ts'
import { findGroupName } from './groupQueries.ts'
import { findNames, type NamedUser } from './userQueries.ts'
import { changeUser, removeUser, signOutUser } from './users.ts'

/** What is done to many users; a group of null is none. */
export type BulkAction = { name: 'enable' | 'disable' | 'sign_out' | 'delete' } | { name: 'group'; groupId: string | null }

/** `username` is null where there is no such user. */
export type BulkResult = { id: string; username: string | null } & (
  | { outcome: 'changed' | 'unchanged' }
  | { outcome: 'refused'; fault: AppError }
)

/** What one does not do to oneself along with others: it ends the session that one asks from. */
const SHUTS_OUT: readonly BulkAction['name'][] = ['disable', 'sign_out', 'delete']

/**
 * Each user by himself, in a transaction and with an audit entry of his own, as on his own page: what is refused for one
 * leaves the others changed, and nothing is held for longer than one change takes. Throws `invalid_field` for an unknown group.
 */
export async function changeMany(deps: AdminDeps, actor: Actor, ids: readonly string[], action: BulkAction): Promise<BulkResult[]> {
  if (action.name === 'group' && action.groupId !== null && (await findGroupName(deps.db, action.groupId)) === null)
    throw new AppError('invalid_field', { field: 'group_id' })
  const names = new Map((await findNames(deps.db, ids)).map(({ id, username }) => [id, username]))
  const results: BulkResult[] = []
  for (const id of ids) results.push({ id, username: names.get(id) ?? null, ...(await attempt(deps, actor, id, action)) })
  return results
}

type Outcome = { outcome: 'changed' | 'unchanged' } | { outcome: 'refused'; fault: AppError }

async function attempt(deps: AdminDeps, actor: Actor, id: string, action: BulkAction): Promise<Outcome> {
  try {
    if (id === actor.id && SHUTS_OUT.includes(action.name)) throw new AppError('not_yourself')
    return { outcome: (await changeOne(deps, actor, id, action)) ? 'changed' : 'unchanged' }
  } catch (error) {
    if (error instanceof AppError) return { outcome: 'refused', fault: error }
    // those before are changed already, and whoever asked has to hear of them
    deps.log.error({ err: error }, 'one of many users could not be changed')
    return { outcome: 'refused', fault: new AppError('internal') }
  }
}

/** False where he was so already. */
async function changeOne(deps: AdminDeps, actor: Actor, id: string, action: BulkAction): Promise<boolean> {
  switch (action.name) {
    case 'enable':
      return changeUser(deps, actor, id, { active: true })
    case 'disable':
      return changeUser(deps, actor, id, { active: false })
    case 'group':
      return changeUser(deps, actor, id, { groupId: action.groupId })
    case 'sign_out':
      await signOutUser(deps, actor, id)
      return true
    case 'delete':
      await removeUser(deps, actor, id)
      return true
  }
}

/** Those who are to be removed, by name. Throws `not_found` where there is none of them. */
export async function namesOf({ db }: AdminDeps, ids: readonly string[]): Promise<NamedUser[]> {
  const names = await findNames(db, ids)
  if (names.length === 0) throw new AppError('not_found')
  return names
}
