import { bigint, boolean, index, mysqlTable, primaryKey, text, varchar } from 'drizzle-orm/mysql-core'
import { users } from './accounts.ts'
import { exactText, id, time } from './columns.ts'

const userId = () =>
  id()
    .notNull()
    .references(() => users.id, { onDelete: 'cascade' })

/** Whose second factor is which: it holds from `confirmedAt` on. No step of its clock is taken twice. */
export const secondFactors = mysqlTable('second_factors', {
  userId: userId().primaryKey(),
  secret: text().notNull(),
  confirmedAt: time(),
  lastStep: bigint({ mode: 'number' }).notNull().default(0),
  createdAt: time().notNull(),
})

export const recoveryCodes = mysqlTable(
  'recovery_codes',
  { userId: userId(), codeHash: exactText({ length: 64 }).notNull(), usedAt: time() },
  (t) => [primaryKey({ columns: [t.userId, t.codeHash] })],
)

/** A link by which its user sets a new password, once. */
export const resetLinks = mysqlTable(
  'reset_links',
  {
    tokenHash: exactText({ length: 64 }).primaryKey(),
    userId: userId(),
    createdBy: id(),
    createdAt: time().notNull(),
    expiresAt: time().notNull(),
    usedAt: time(),
  },
  (t) => [index('reset_links_user_id').on(t.userId)],
)

/** An OpenID provider. */
export const identityProviders = mysqlTable('identity_providers', {
  id: id().primaryKey(),
  name: varchar({ length: 128 }).notNull(),
  issuer: varchar({ length: 512 }).notNull(),
  clientId: varchar({ length: 255 }).notNull(),
  secret: text(),
  scopes: varchar({ length: 255 }).notNull(),
  enabled: boolean().notNull().default(true),
  /** whether strangers who come from it get an account, where registration is open */
  registers: boolean().notNull().default(false),
  createdAt: time().notNull(),
  updatedAt: time().notNull(),
})

/** Who an account is at a provider. */
export const identities = mysqlTable(
  'identities',
  {
    providerId: id()
      .notNull()
      .references(() => identityProviders.id, { onDelete: 'cascade' }),
    subject: exactText({ length: 255 }).notNull(),
    userId: userId(),
    label: varchar({ length: 255 }).notNull(),
    createdAt: time().notNull(),
    lastUsedAt: time(),
  },
  (t) => [primaryKey({ columns: [t.providerId, t.subject] }), index('identities_user_id').on(t.userId)],
)
