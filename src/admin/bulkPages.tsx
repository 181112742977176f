import { Hono } from 'hono'
import { type Bulk, BulkDeletionPage } from '../../templates/admin/bulk.tsx'
import { type FormState, UNTOUCHED } from '../../templates/admin/form.tsx'
import { actorOf, userOf } from '../auth/guard.ts'
import { AppError } from '../errors.ts'
import { paths } from '../paths.ts'
import type { AppContext, AppEnv } from '../web/context.ts'
import { errorText } from '../web/errors.tsx'
import type { Fields } from '../web/fields.ts'
import { chromeOf } from '../web/page.ts'
import { errorOf, readFields } from '../web/validate.ts'
import { type BulkAction, type BulkResult, changeMany, namesOf } from './bulk.ts'
import { bulkDeletionForm, bulkForm } from './bulkSchemas.ts'
import type { AdminDeps } from './deps.ts'
import { usersPageQuery } from './userFilter.ts'
import { showUsers } from './usersPages.tsx'

/** What came of it, in few lines however many were chosen: whom the same sentence is about are told together. */
function told(c: AppContext, results: readonly BulkResult[]): Bulk {
  const refused = Map.groupBy(
    results.filter((result) => result.outcome === 'refused'),
    ({ fault }) => errorText(c, fault),
  )
  return {
    changed: results.filter(({ outcome }) => outcome === 'changed').length,
    unchanged: results.filter(({ outcome }) => outcome === 'unchanged').length,
    refused: Array.from(refused, ([reason, who]) => ({
      reason,
      names: who.flatMap(({ username }) => (username === null ? [] : [username])),
    })),
  }
}

/** The list again as it was, with what came of it above. */
function showList(c: AppContext, deps: AdminDeps, list: unknown, bulk: Bulk, status: AppError['status'] | 200 = 200) {
  const query = Object.fromEntries(new URLSearchParams(typeof list === 'string' ? list : ''))
  const asked = usersPageQuery.safeParse(query).data ?? usersPageQuery.parse({})
  return showUsers(c, deps, asked, { cursor: query['cursor'], bulk, status })
}

const nothing = (c: AppContext, fault: AppError): Bulk => ({
  changed: 0,
  unchanged: 0,
  refused: [{ reason: errorText(c, fault), names: [] }],
})

/** What is done to those who are ticked in the list of users. */
export function bulkPages(deps: AdminDeps): Hono<AppEnv> {
  const app = new Hono<AppEnv>()

  const refuse = (c: AppContext, fields: Fields, fault: AppError) => showList(c, deps, fields['list'], nothing(c, fault), fault.status)

  async function act(c: AppContext, ids: readonly string[], action: BulkAction, list: string): Promise<Response> {
    return showList(c, deps, list, told(c, await changeMany(deps, actorOf(c), ids, action)))
  }

  async function ask(c: AppContext, ids: readonly string[], list: string, state: FormState, status: AppError['status'] | 200) {
    const me = userOf(c).id
    const users = (await namesOf(deps, ids)).map((user) => ({ ...user, isMe: user.id === me }))
    const chrome = chromeOf(c, deps, paths.adminUsers(list))
    return c.html(<BulkDeletionPage chrome={chrome} users={users} list={list} state={state} />, status)
  }

  // whoever comes back to these by the address alone
  for (const path of ['/admin/users/bulk', '/admin/users/deletion']) app.get(path, (c) => c.redirect(paths.adminUsers(), 303))

  app.post('/admin/users/bulk', async (c) => {
    const fields = await readFields(c)
    const parsed = bulkForm.safeParse(fields)
    if (!parsed.success) return refuse(c, fields, errorOf(parsed.error.issues))
    const { action, ids, group_id: groupId = null, list } = parsed.data
    if (action === 'delete') return ask(c, ids, list, UNTOUCHED, 200)
    return act(c, ids, action === 'group' ? { name: action, groupId } : { name: action }, list)
  })

  app.post('/admin/users/deletion', async (c) => {
    const fields = await readFields(c)
    const parsed = bulkDeletionForm.safeParse(fields)
    if (!parsed.success) return refuse(c, fields, errorOf(parsed.error.issues))
    const { ids, confirm, list } = parsed.data
    if (confirm.trim().toLowerCase() === c.var.t.admin.bulk.word) return act(c, ids, { name: 'delete' }, list)
    const fault = new AppError('word_wrong', { field: 'confirm' })
    return ask(c, ids, list, { values: { confirm }, errors: { confirm: errorText(c, fault) } }, fault.status)
  })

  return app
}
