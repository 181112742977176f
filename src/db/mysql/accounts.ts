import { boolean, index, int, mysqlTable, primaryKey, text, varchar } from 'drizzle-orm/mysql-core'
import { LOCALES, ROLES, THEMES, type Quota } from '../values.ts'
import { exactText, id, json, time } from './columns.ts'

/** Users who share a quota's terms: each may spend so much. */
export const userGroups = mysqlTable('user_groups', {
  id: id().primaryKey(),
  name: varchar({ length: 128 }).notNull(),
  nameKey: exactText({ length: 255 }).notNull().unique('user_groups_name_key'),
  quota: json().$type<Quota>(),
  createdAt: time().notNull(),
  updatedAt: time().notNull(),
})

export const users = mysqlTable('users', {
  id: id().primaryKey(),
  username: varchar({ length: 128 }).notNull(),
  usernameKey: exactText({ length: 255 }).notNull().unique('users_username_key'),
  passwordHash: varchar({ length: 255 }),
  role: varchar({ length: 16, enum: ROLES }).notNull().default('user'),
  active: boolean().notNull().default(true),
  epoch: int().notNull().default(0),
  locale: varchar({ length: 16, enum: LOCALES }),
  theme: varchar({ length: 16, enum: THEMES }),
  timeZone: varchar({ length: 64 }),
  groupId: id().references(() => userGroups.id, { onDelete: 'set null' }),
  quota: json().$type<Quota>(),
  notes: text(),
  createdAt: time().notNull(),
  updatedAt: time().notNull(),
  lastLoginAt: time(),
})

const userId = () => id().references(() => users.id, { onDelete: 'cascade' })

export const sessions = mysqlTable(
  'sessions',
  {
    idHash: exactText({ length: 64 }).primaryKey(),
    userId: userId().notNull(),
    data: text().notNull(),
    userAgent: varchar({ length: 512 }).notNull(),
    ip: varchar({ length: 45 }).notNull(),
    createdAt: time().notNull(),
    lastSeenAt: time().notNull(),
    expiresAt: time().notNull(),
  },
  (t) => [index('sessions_user_id').on(t.userId), index('sessions_expires_at').on(t.expiresAt)],
)

export const apiTokens = mysqlTable(
  'api_tokens',
  {
    id: id().primaryKey(),
    userId: userId().notNull(),
    name: varchar({ length: 128 }).notNull(),
    scopes: json().$type<string[]>().notNull(),
    createdAt: time().notNull(),
    lastUsedAt: time(),
    expiresAt: time(),
    revokedAt: time(),
  },
  (t) => [index('api_tokens_user_id').on(t.userId)],
)

export const invites = mysqlTable('invites', {
  id: id().primaryKey(),
  codeHash: exactText({ length: 64 }).notNull().unique('invites_code_hash'),
  createdBy: id().notNull(),
  uses: int().notNull().default(0),
  maxUses: int().notNull().default(1),
  expiresAt: time(),
  note: varchar({ length: 255 }),
  createdAt: time().notNull(),
})

export const inviteUses = mysqlTable(
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
