import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { LOCALES, ROLES, THEMES, type Quota } from '../values.ts'
import { boolean, id, json, time } from './columns.ts'

/** Users who share a quota's terms: each may spend so much. */
export const userGroups = sqliteTable('user_groups', {
  id: id().primaryKey(),
  name: text().notNull(),
  nameKey: text().notNull().unique('user_groups_name_key'),
  quota: json().$type<Quota>(),
  createdAt: time().notNull(),
  updatedAt: time().notNull(),
})

export const users = sqliteTable('users', {
  id: id().primaryKey(),
  username: text().notNull(),
  usernameKey: text().notNull().unique('users_username_key'),
  passwordHash: text(),
  role: text({ enum: ROLES }).notNull().default('user'),
  active: boolean().notNull().default(true),
  epoch: integer().notNull().default(0),
  locale: text({ enum: LOCALES }),
  theme: text({ enum: THEMES }),
  timeZone: text(),
  groupId: id().references(() => userGroups.id, { onDelete: 'set null' }),
  quota: json().$type<Quota>(),
  notes: text(),
  createdAt: time().notNull(),
  updatedAt: time().notNull(),
  lastLoginAt: time(),
})

const userId = () => id().references(() => users.id, { onDelete: 'cascade' })

export const sessions = sqliteTable(
  'sessions',
  {
    idHash: text().primaryKey(),
    userId: userId().notNull(),
    data: text().notNull(),
    userAgent: text().notNull(),
    ip: text().notNull(),
    createdAt: time().notNull(),
    lastSeenAt: time().notNull(),
    expiresAt: time().notNull(),
  },
  (t) => [index('sessions_user_id').on(t.userId), index('sessions_expires_at').on(t.expiresAt)],
)

export const apiTokens = sqliteTable(
  'api_tokens',
  {
    id: id().primaryKey(),
    userId: userId().notNull(),
    name: text().notNull(),
    scopes: json().$type<string[]>().notNull(),
    createdAt: time().notNull(),
    lastUsedAt: time(),
    expiresAt: time(),
    revokedAt: time(),
  },
  (t) => [index('api_tokens_user_id').on(t.userId)],
)

export const invites = sqliteTable('invites', {
  id: id().primaryKey(),
  codeHash: text().notNull().unique('invites_code_hash'),
  createdBy: id().notNull(),
  uses: integer().notNull().default(0),
  maxUses: integer().notNull().default(1),
  expiresAt: time(),
  note: text(),
  createdAt: time().notNull(),
})

export const inviteUses = sqliteTable(
  'invite_uses',
  {
    inviteId: id()
      .notNull()
      .references(() => invites.id, { onDelete: 'cascade' }),
    userId: userId().notNull(),
    usedAt: time().notNull(),
  },
  (t) => [primaryKey({ columns: [t.inviteId, t.userId] }), index('invite_uses_user_id').on(t.userId)],
)
