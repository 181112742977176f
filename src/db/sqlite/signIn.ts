import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { users } from './accounts.ts'
import { boolean, id, time } from './columns.ts'

const userId = () =>
  id()
    .notNull()
    .references(() => users.id, { onDelete: 'cascade' })

/** Whose second factor is which: it holds from `confirmedAt` on. No step of its clock is taken twice. */
export const secondFactors = sqliteTable('second_factors', {
  userId: userId().primaryKey(),
  secret: text().notNull(),
  confirmedAt: time(),
  lastStep: integer().notNull().default(0),
  createdAt: time().notNull(),
})

export const recoveryCodes = sqliteTable('recovery_codes', { userId: userId(), codeHash: text().notNull(), usedAt: time() }, (t) => [
  primaryKey({ columns: [t.userId, t.codeHash] }),
])

/** A link by which its user sets a new password, once. */
export const resetLinks = sqliteTable(
  'reset_links',
  {
    tokenHash: text().primaryKey(),
    userId: userId(),
    createdBy: id(),
    createdAt: time().notNull(),
    expiresAt: time().notNull(),
    usedAt: time(),
  },
  (t) => [index('reset_links_user_id').on(t.userId)],
)

/** An OpenID provider. */
export const identityProviders = sqliteTable('identity_providers', {
  id: id().primaryKey(),
  name: text().notNull(),
  issuer: text().notNull(),
  clientId: text().notNull(),
  secret: text(),
  scopes: text().notNull(),
  enabled: boolean().notNull().default(true),
  /** whether strangers who come from it get an account, where registration is open */
  registers: boolean().notNull().default(false),
  createdAt: time().notNull(),
  updatedAt: time().notNull(),
})

/** Who an account is at a provider. */
export const identities = sqliteTable(
  'identities',
  {
    providerId: id()
      .notNull()
      .references(() => identityProviders.id, { onDelete: 'cascade' }),
    subject: text().notNull(),
    userId: userId(),
    label: text().notNull(),
    createdAt: time().notNull(),
    lastUsedAt: time(),
  },
  (t) => [primaryKey({ columns: [t.providerId, t.subject] }), index('identities_user_id').on(t.userId)],
)
