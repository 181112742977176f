import { boolean, int, mysqlTable, text, unique, varchar } from 'drizzle-orm/mysql-core'
import { KEY_STATUSES, type Abilities, type Audience, type Json, type KeyTest, type Price } from '../values.ts'
import { exactText, id, json, time } from './columns.ts'

export const apiKeys = mysqlTable('api_keys', {
  id: id().primaryKey(),
  label: varchar({ length: 128 }).notNull(),
  provider: varchar({ length: 64 }).notNull(),
  baseUrl: text().notNull(),
  secret: text(),
  last4: varchar({ length: 8 }).notNull(),
  models: json().$type<string[]>(),
  weight: int().notNull().default(1),
  priority: int().notNull().default(0),
  maxConcurrency: int(),
  rpm: int(),
  /** sealed: the address of a proxy, and headers as JSON */
  proxy: text(),
  headers: text(),
  allowPrivate: boolean().notNull().default(false),
  enabled: boolean().notNull().default(true),
  status: varchar({ length: 16, enum: KEY_STATUSES }).notNull().default('untested'),
  reason: text(),
  until: time(),
  lastUsedAt: time(),
  tested: json().$type<KeyTest>(),
  createdAt: time().notNull(),
  updatedAt: time().notNull(),
})

export const models = mysqlTable(
  'models',
  {
    id: id().primaryKey(),
    name: varchar({ length: 128 }).notNull(),
    upstreamId: exactText({ length: 255 }).notNull(),
    provider: exactText({ length: 64 }).notNull(),
    contextTokens: int().notNull(),
    maxOutputTokens: int(),
    abilities: json().$type<Abilities>().notNull(),
    params: json().$type<Record<string, Json>>().notNull(),
    prices: json().$type<Price[]>().notNull(),
    enabled: boolean().notNull().default(true),
    isDefault: boolean().notNull().default(false),
    audience: json().$type<Audience>(),
    alias: varchar({ length: 128 }),
    position: int().notNull().default(0),
    createdAt: time().notNull(),
    updatedAt: time().notNull(),
  },
  (t) => [unique('models_provider_upstream_id').on(t.provider, t.upstreamId)],
)
