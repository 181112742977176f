import { type Column, sql, type SQL } from 'drizzle-orm'
import { index, integer, sqliteTable, text, unique } from 'drizzle-orm/sqlite-core'
import { USAGE_PURPOSES, USAGE_SOURCES, USAGE_STATUSES, type Json } from '../values.ts'
import { users } from './accounts.ts'
import { boolean, id, json, time } from './columns.ts'

/** What is rare: SQLite takes such an index for a question in the same words, and what ends well never touches it. */
const isCut = (status: Column): SQL => sql`${status} = 'stopped' or ${status} = 'interrupted' or ${status} = 'failed'`

/** One row per call of an upstream. It outlives its message, conversation, token and user. */
export const tokenUsage = sqliteTable(
  'token_usage',
  {
    id: id().primaryKey(),
    userId: id().references(() => users.id, { onDelete: 'set null' }),
    tokenId: id(),
    conversationId: id(),
    messageId: id(),
    attempt: integer().notNull().default(1),
    /** under which the turn was asked for whose first call this is */
    clientId: text(),
    modelId: id(),
    model: text().notNull(),
    keyId: id(),
    keyLabel: text().notNull(),
    source: text({ enum: USAGE_SOURCES }).notNull(),
    purpose: text({ enum: USAGE_PURPOSES }).notNull().default('answer'),
    status: text({ enum: USAGE_STATUSES }).notNull(),
    estimated: boolean().notNull().default(false),
    promptTokens: integer().notNull().default(0),
    cachedTokens: integer().notNull().default(0),
    completionTokens: integer().notNull().default(0),
    reasoningTokens: integer().notNull().default(0),
    totalTokens: integer().notNull().default(0),
    reservedTokens: integer().notNull().default(0),
    cost: integer().notNull().default(0),
    currency: text().notNull(),
    /** the price that applied, of a million tokens in millionths of the currency; null where there was none, or it was not kept yet */
    inputPrice: integer(),
    cachedInputPrice: integer(),
    outputPrice: integer(),
    ttftMs: integer(),
    durationMs: integer(),
    requestId: text().notNull(),
    createdAt: time().notNull(),
    settledAt: time(),
  },
  (t) => [
    unique('token_usage_message_attempt').on(t.messageId, t.attempt),
    unique('token_usage_user_client').on(t.userId, t.clientId),
    index('token_usage_user_created').on(t.userId, t.createdAt, t.id),
    index('token_usage_created').on(t.createdAt, t.id),
    index('token_usage_status')
      .on(t.status, t.createdAt, t.id)
      .where(sql`${t.status} = 'open' or ${isCut(t.status)}`),
    index('token_usage_model').on(t.model, t.createdAt, t.id),
    index('token_usage_key').on(t.keyId, t.createdAt, t.id),
    index('token_usage_request').on(t.requestId),
  ],
)

export const proxyLogs = sqliteTable(
  'proxy_logs',
  {
    id: id().primaryKey(),
    requestId: text().notNull(),
    userId: id(),
    tokenId: id(),
    keyId: id(),
    keyLabel: text().notNull(),
    model: text().notNull(),
    status: text().notNull(),
    httpStatus: integer(),
    errorClass: text(),
    ttftMs: integer(),
    durationMs: integer().notNull(),
    bytesIn: integer().notNull().default(0),
    bytesOut: integer().notNull().default(0),
    createdAt: time().notNull(),
  },
  (t) => [
    index('proxy_logs_request_id').on(t.requestId),
    index('proxy_logs_created').on(t.createdAt, t.id),
    index('proxy_logs_user').on(t.userId, t.createdAt, t.id),
    index('proxy_logs_status').on(t.status, t.createdAt, t.id).where(isCut(t.status)),
  ],
)

export const settings = sqliteTable('settings', {
  name: text().primaryKey(),
  value: json().$type<NonNullable<Json>>().notNull(),
  updatedAt: time().notNull(),
  updatedBy: id(),
})

export const auditLog = sqliteTable(
  'audit_log',
  {
    id: id().primaryKey(),
    at: time().notNull(),
    actorId: id(),
    actorName: text().notNull(),
    action: text().notNull(),
    target: text().notNull(),
    before: json().$type<Json>(),
    after: json().$type<Json>(),
    ip: text().notNull(),
    requestId: text().notNull(),
  },
  (t) => [index('audit_log_at').on(t.at, t.id), index('audit_log_actor').on(t.actorId, t.at)],
)
