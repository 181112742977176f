import { integer, sqliteTable, text, unique } from 'drizzle-orm/sqlite-core'
import { KEY_STATUSES, type Abilities, type Audience, type Json, type KeyTest, type Price } from '../values.ts'
import { boolean, id, json, time } from './columns.ts'

export const apiKeys = sqliteTable('api_keys', {
  id: id().primaryKey(),
  label: text().notNull(),
  provider: text().notNull(),
  baseUrl: text().notNull(),
  secret: text(),
  last4: text().notNull(),
  models: json().$type<string[]>(),
  weight: integer().notNull().default(1),
  priority: integer().notNull().default(0),
  maxConcurrency: integer(),
  rpm: integer(),
  /** sealed: the address of a proxy, and headers as JSON */
  proxy: text(),
  headers: text(),
  allowPrivate: boolean().notNull().default(false),
  enabled: boolean().notNull().default(true),
  status: text({ enum: KEY_STATUSES }).notNull().default('untested'),
  reason: text(),
  until: time(),
  lastUsedAt: time(),
  tested: json().$type<KeyTest>(),
  createdAt: time().notNull(),
  updatedAt: time().notNull(),
})

export const models = sqliteTable(
  'models',
  {
    id: id().primaryKey(),
    name: text().notNull(),
    upstreamId: text().notNull(),
    provider: text().notNull(),
    contextTokens: integer().notNull(),
    maxOutputTokens: integer(),
    abilities: json().$type<Abilities>().notNull(),
    params: json().$type<Record<string, Json>>().notNull(),
    prices: json().$type<Price[]>().notNull(),
    enabled: boolean().notNull().default(true),
    isDefault: boolean().notNull().default(false),
    audience: json().$type<Audience>(),
    alias: text(),
    position: integer().notNull().default(0),
    createdAt: time().notNull(),
    updatedAt: time().notNull(),
  },
  (t) => [unique('models_provider_upstream_id').on(t.provider, t.upstreamId)],
)
