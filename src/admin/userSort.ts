import * as z from 'zod'
import { isId } from '../ids.ts'

/** By what the list of users is sorted; with a minus the last, latest or greatest comes first. Who has never signed in comes last either way. */
export const USER_SORTS = ['-created', 'created', 'name', '-name', '-last_login', 'last_login', '-tokens', 'tokens'] as const

export type UserSort = (typeof USER_SORTS)[number]
export type SortedBy = 'created' | 'name' | 'last_login' | 'tokens'

export const NEWEST_FIRST: UserSort = '-created'

export const sortedBy = (sort: UserSort): { by: SortedBy; isDescending: boolean } => {
  const isDescending = sort.startsWith('-')
  return { by: (isDescending ? sort.slice(1) : sort) as SortedBy, isDescending }
}

/** The last row of the page before: what it is sorted by (a name as it is compared, ms, tokens; null: nothing but the id) and its id. */
export type UserCursor = { value: string | number | null; id: string }

const none = z.null()
const whole = z.int().min(0).max(8.64e15)
const VALUES = { created: none, name: z.string().max(255), last_login: whole.nullable(), tokens: whole } satisfies Record<
  SortedBy,
  z.ZodType
>

const written = z.tuple([z.enum(USER_SORTS), z.unknown(), z.string().refine(isId)])

export const writeCursor = (sort: UserSort, { value, id }: UserCursor): string =>
  Buffer.from(JSON.stringify([sort, value, id])).toString('base64url')

/** Null for what is no cursor, or one of another sort. */
export function readCursor(text: string, sort: UserSort): UserCursor | null {
  const parsed = written.safeParse(parseQuietly(text))
  if (!parsed.success || parsed.data[0] !== sort) return null
  const value = VALUES[sortedBy(sort).by].safeParse(parsed.data[1])
  return value.success ? { value: value.data, id: parsed.data[2] } : null
}

function parseQuietly(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString())
  } catch {
    return null
  }
}
