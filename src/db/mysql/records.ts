import { boolean, index, int, mysqlTable, text, unique, varchar } from 'drizzle-orm/mysql-core'
import { USAGE_PURPOSES, USAGE_SOURCES, USAGE_STATUSES, type Json } from '../values.ts'
import { users } from './accounts.ts'
import { big, exactText, id, json, time } from './columns.ts'

/** One row per call of an upstream. It outlives its message, conversation, token and user. */
export const tokenUsage = mysqlTable(
  'token_usage',
  {
    id: id().primaryKey(),
    userId: id().references(() => users.id, { onDelete: 'set null' }),
    tokenId: id(),
    conversationId: id(),
    messageId: id(),
    attempt: int().notNull().default(1),
    /** under which the turn was asked for whose first call this is */
    clientId: exactText({ length: 128 }),
    modelId: id(),
    model: varchar({ length: 255 }).notNull(),
    keyId: id(),
    keyLabel: varchar({ length: 128 }).notNull(),
    source: varchar({ length: 16, enum: USAGE_SOURCES }).notNull(),
    purpose: varchar({ length: 16, enum: USAGE_PURPOSES }).notNull().default('answer'),
    status: varchar({ length: 16, enum: USAGE_STATUSES }).notNull(),
    estimated: boolean().notNull().default(false),
    promptTokens: big().notNull().default(0),
    cachedTokens: big().notNull().default(0),
    completionTokens: big().notNull().default(0),
    reasoningTokens: big().notNull().default(0),
    totalTokens: big().notNull().default(0),
    reservedTokens: big().notNull().default(0),
    cost: big().notNull().default(0),
    currency: varchar({ length: 8 }).notNull(),
    /** the price that applied, of a million tokens in millionths of the currency; null where there was none, or it was not kept yet */
    inputPrice: big(),
    cachedInputPrice: big(),
    outputPrice: big(),
    ttftMs: int(),
    durationMs: int(),
    requestId: exactText({ length: 64 }).notNull(),
    createdAt: time().notNull(),
    settledAt: time(),
  },
  (t) => [
    unique('token_usage_message_attempt').on(t.messageId, t.attempt),
    unique('token_usage_user_client').on(t.userId, t.clientId),
    index('token_usage_user_created').on(t.userId, t.createdAt, t.id),
    index('token_usage_created').on(t.createdAt, t.id),
    index('token_usage_status').on(t.status, t.createdAt, t.id),
    index('token_usage_model').on(t.model, t.createdAt, t.id),
    index('token_usage_key').on(t.keyId, t.createdAt, t.id),
    index('token_usage_request').on(t.requestId),
  ],
)

export const proxyLogs = mysqlTable(
  'proxy_logs',
  {
    id: id().primaryKey(),
    requestId: exactText({ length: 64 }).notNull(),
    userId: id(),
    tokenId: id(),
    keyId: id(),
    keyLabel: varchar({ length: 128 }).notNull(),
    model: varchar({ length: 255 }).notNull(),
    status: varchar({ length: 32 }).notNull(),
    httpStatus: int(),
    errorClass: varchar({ length: 64 }),
    ttftMs: int(),
    durationMs: int().notNull(),
    bytesIn: big().notNull().default(0),
    bytesOut: big().notNull().default(0),
    createdAt: time().notNull(),
  },
  (t) => [
    index('proxy_logs_request_id').on(t.requestId),
    index('proxy_logs_created').on(t.createdAt, t.id),
    index('proxy_logs_user').on(t.userId, t.createdAt, t.id),
    index('proxy_logs_status').on(t.status, t.createdAt, t.id),
  ],
)

export const settings = mysqlTable('settings', {
  name: exactText({ length: 64 }).primaryKey(),
  value: json().$type<NonNullable<Json>>().notNull(),
  updatedAt: time().notNull(),
  updatedBy: id(),
})

export const auditLog = mysqlTable(
  'audit_log',
  {
    id: id().primaryKey(),
    at: time().notNull(),
    actorId: id(),
    actorName: varchar({ length: 128 }).notNull(),
    action: varchar({ length: 64 }).notNull(),
    target: text().notNull(),
    before: json().$type<Json>(),
    after: json().$type<Json>(),
    ip: varchar({ length: 45 }).notNull(),
    requestId: exactText({ length: 64 }).notNull(),
  },
  (t) => [index('audit_log_at').on(t.at, t.id), index('audit_log_actor').on(t.actorId, t.at)],
)
