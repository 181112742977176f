import { type Actor, recordAudit } from '../audit/service.ts'
import { usernameKey } from '../auth/service.ts'
import { isUniqueViolation } from '../db/errors.ts'
import { AppError } from '../errors.ts'
import { newId } from '../ids.ts'
import type { AdminDeps } from './deps.ts'
import { differences } from './differences.ts'
import {
  deleteGroup,
  findGroup,
  type GroupRow,
  insertGroup,
  type ListedGroup,
  listGroupNames,
  listGroups,
  listNewestGroups,
  lockGroup,
  updateGroup,
} from './groupQueries.ts'
import { changedQuota, type QuotaChange } from './quotaChange.ts'

export type GroupPage = { rows: ListedGroup[]; next: string | null }

export async function pageOfGroups({ db }: AdminDeps, { before, limit }: { before: string | null; limit: number }): Promise<GroupPage> {
  const rows = await listGroups(db, { before, limit: limit + 1 })
  const page = rows.slice(0, limit)
  return { rows: page, next: rows.length > limit ? (page.at(-1)?.id ?? null) : null }
}

/** a form's list has no pages */
const MAX_CHOICES = 500

/** To choose from, by name. */
export const allGroups = async ({ db }: AdminDeps): Promise<GroupRow[]> =>
  (await listNewestGroups(db, { before: null, limit: MAX_CHOICES })).toSorted((a, b) => a.name.localeCompare(b.name))

/** The same without what they limit, for who wants no more than a name. */
export const groupNames = ({ db }: AdminDeps): Promise<{ id: string; name: string }[]> => listGroupNames(db, MAX_CHOICES)

export async function getGroup({ db }: AdminDeps, id: string): Promise<ListedGroup> {
  const group = await findGroup(db, id)
  if (!group) throw new AppError('not_found')
  return group
}

async function uniqueGroup<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw isUniqueViolation(error) ? new AppError('group_taken', { field: 'name' }) : error
  }
}

export type NewGroup = { name: string; quota?: QuotaChange | undefined }

/** Throws `group_taken`. */
export async function createGroup(deps: AdminDeps, actor: Actor, { name, quota: limits }: NewGroup): Promise<string> {
  const at = new Date(deps.now())
  const id = newId(at.getTime())
  const quota = changedQuota(null, limits ?? null)
  await uniqueGroup(
    deps.db.tx(async (tx) => {
      await insertGroup(tx, { id, name, nameKey: usernameKey(name), quota, createdAt: at, updatedAt: at })
      await recordAudit(tx, actor, { action: 'group.create', target: name, after: { quota } }, at)
    }),
  )
  return id
}

export type GroupChange = { name?: string | undefined; quota?: QuotaChange | undefined }

/** Throws `not_found` and `group_taken`. */
export async function changeGroup(deps: AdminDeps, actor: Actor, id: string, change: GroupChange): Promise<void> {
  const at = new Date(deps.now())
  await uniqueGroup(
    deps.db.tx(async (tx) => {
      const row = await lockGroup(tx, id)
      if (!row) throw new AppError('not_found')
      const name = change.name ?? row.name
      const quota = change.quota === undefined ? row.quota : changedQuota(row.quota, change.quota)
      const told = differences({ name: row.name, quota: row.quota }, { name, quota })
      if (!told) return
      await updateGroup(tx, id, { name, nameKey: usernameKey(name), quota, updatedAt: at })
      await recordAudit(tx, actor, { action: 'group.change', target: row.name, ...told }, at)
    }),
  )
}

/** Its members stay, without its limits. Throws `not_found`. */
export async function removeGroup(deps: AdminDeps, actor: Actor, id: string): Promise<void> {
  const at = new Date(deps.now())
  await deps.db.tx(async (tx) => {
    const group = await findGroup(tx, id)
    if (!group || !(await deleteGroup(tx, id))) throw new AppError('not_found')
    const before = { quota: group.quota, members: group.members }
    await recordAudit(tx, actor, { action: 'group.delete', target: group.name, before }, at)
  })
}
