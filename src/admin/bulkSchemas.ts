import * as z from 'zod'
import { id } from './schemas.ts'

/** more than anybody overlooks, and a few seconds of work */
const MOST = 200

const isFew = (ids: string[]): boolean => ids.length <= MOST

/** Each once. */
const ids = z
  .array(id)
  .min(1, 'nobody_chosen')
  .transform((all) => [...new Set(all)])
  .refine(isFew, 'too_many_chosen')

const ACTIONS = ['enable', 'disable', 'sign_out', 'delete'] as const

export const bulkBody = z
  .discriminatedUnion('action', [
    z.object({ action: z.enum(ACTIONS), ids }),
    z.object({ action: z.literal('group'), ids, group_id: id.nullable() }),
  ])
  .transform(({ ids: users, ...rest }) => ({
    ids: users,
    action: rest.action === 'group' ? { name: rest.action, groupId: rest.group_id } : { name: rest.action },
  }))

/** A box that is not ticked is not sent; one that is alone is no list. */
const ticked = z.preprocess((value) => (value === undefined ? [] : [value].flat()), ids)
/** the query of the list that the form stands on */
const list = z
  .string()
  .max(5_000)
  .regex(/^(\?.*)?$/)
  .catch('')

/** What goes without asking again; the group is sent along with every button, and empty where it is none. */
export const bulkForm = z.object({
  action: z.enum([...ACTIONS, 'group']),
  ids: ticked,
  group_id: z
    .string()
    .transform((text) => text || null)
    .pipe(id.nullable())
    .optional(),
  list,
})

export const bulkDeletionForm = z.object({ ids: ticked, confirm: z.string().max(5_000), list })
