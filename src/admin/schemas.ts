import * as z from 'zod'
import { ROLES } from '../db/values.ts'
import { isId } from '../ids.ts'
import { moment, optional, rows, timeCursor } from '../web/schemas.ts'

/** tokens or millionths of a currency: whole, and exact in a number */
const MAX_LIMIT = 1_000_000_000_000
const DEFAULT_PAGE = 50
const MAX_PAGE = 100

export const id = z.string().refine(isId)
export const idParam = z.object({ id })
/** SHA-256 of a session's id, as it is kept */
export const sessionParam = z.object({ id, session: z.string().regex(/^[\w+/=-]{1,64}$/) })
export const tokenParam = z.object({ id, token: id })

export const limit = optional(rows(MAX_PAGE)).transform((number) => number ?? DEFAULT_PAGE)

export const pageQuery = z.object({ cursor: optional(id), limit })

const amount = z.int().min(0).max(MAX_LIMIT).nullable().optional()
const quota = z.object({ tokens_day: amount, tokens_month: amount, cost_month: amount }).nullable().optional()
const username = z.string().max(5000)
const password = z.string().max(5000).optional()
const notes = z.string().trim().max(2000)
/** Empty notes are none. */
const someNotes = notes.transform((text) => text || null)

const userFields = {
  password,
  role: z.enum(ROLES).optional(),
  active: z.boolean().optional(),
  quota,
  group_id: id.nullable().optional(),
  notes: someNotes.nullable().optional(),
}

/** Fields that are not named here, whoever sends them, change nothing. */
export const userChange = z
  .object({ username: username.optional(), ...userFields })
  .transform(({ group_id: groupId, ...rest }) => ({ ...rest, groupId }))

export const newUser = z.object({ username, ...userFields }).transform(({ group_id: groupId, ...rest }) => ({ ...rest, groupId }))

const groupName = z.string().trim().min(1).max(64)
export const newGroup = z.object({ name: groupName, quota })
export const groupChange = z.object({ name: groupName.optional(), quota })

const note = z
  .string()
  .trim()
  .max(200)
  .transform((text) => text || null)

/** A time of which every database can keep the year. */
const storableTime = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text))
  .refine((time) => time.getUTCFullYear() >= 1000 && time.getUTCFullYear() <= 9999)

export const newInvite = z
  .object({
    uses: z.int().min(1).max(10_000).default(1),
    expires_at: storableTime.nullable().optional(),
    note: note.nullable().optional(),
  })
  .transform(({ uses, expires_at, note: text }) => ({
    maxUses: uses,
    expiresAt: expires_at ?? null,
    note: text ?? null,
  }))

const short = (most: number) => z.string().trim().min(1).max(most)

/** Names of scopes by spaces (RFC 6749 §3.3), `openid` the first. */
export const providerScopes = z
  .string()
  .trim()
  .max(255)
  .regex(/^openid( +[!#-[\]-~]+)*$/, 'scopes_invalid')

/** OpenID Connect wants https; http is for a provider on this machine. */
export const issuer = z
  .string()
  .trim()
  .max(512)
  .pipe(z.url({ protocol: /^https?$/, error: 'issuer_invalid' }))
  .refine(
    (url) => url.startsWith('https:') || ['localhost', '127.0.0.1', '[::1]'].includes(URL.parse(url)?.hostname ?? ''),
    'issuer_invalid',
  )

export const providerFields = { name: short(100), client_id: short(255) }
export const clientSecret = z.string().max(1_000)

export const newProvider = z
  .object({
    ...providerFields,
    issuer,
    /** '' for a public client */
    client_secret: clientSecret.default(''),
    scopes: providerScopes.default('openid profile'),
    enabled: z.boolean().default(true),
    registers: z.boolean().default(false),
  })
  .transform(({ client_id: clientId, client_secret: secret, ...rest }) => ({ ...rest, clientId, secret: secret || null }))

/** The issuer stays. A secret that is not named is kept; '' takes it away. */
export const providerChange = z
  .object({ ...providerFields, client_secret: clientSecret, scopes: providerScopes, enabled: z.boolean(), registers: z.boolean() })
  .partial()
  .transform(({ client_id: clientId, client_secret: secret, ...rest }) => ({
    ...rest,
    clientId,
    secret: secret === undefined ? undefined : secret || null,
  }))

export const auditQuery = z.object({
  cursor: optional(timeCursor),
  limit,
  actor: optional(z.string().max(128)),
  action: optional(z.string().regex(/^[a-z_]{1,32}(\.[a-z_]{1,31})?$/)),
  from: optional(moment),
  to: optional(moment),
  q: optional(z.string().max(200)),
})

export type AuditQuery = z.output<typeof auditQuery>
