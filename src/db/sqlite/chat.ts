import { sql } from 'drizzle-orm'
import { index, integer, primaryKey, sqliteTable, text, unique } from 'drizzle-orm/sqlite-core'
import { FILE_STATUSES, MESSAGE_ROLES, MESSAGE_STATUSES, TITLE_SOURCES } from '../values.ts'
import { users } from './accounts.ts'
import { boolean, id, time } from './columns.ts'

const userId = () => id().references(() => users.id, { onDelete: 'cascade' })

export const conversations = sqliteTable(
  'conversations',
  {
    id: id().primaryKey(),
    userId: userId().notNull(),
    title: text().notNull(),
    titleSource: text({ enum: TITLE_SOURCES }).notNull(),
    model: text(),
    systemPrompt: text(),
    pinned: boolean().notNull().default(false),
    archived: boolean().notNull().default(false),
    shareId: text().unique('conversations_share_id'),
    leafId: id(),
    createdAt: time().notNull(),
    updatedAt: time().notNull(),
  },
  (t) => [index('conversations_user_updated').on(t.userId, t.updatedAt, t.id)],
)

export const messages = sqliteTable(
  'messages',
  {
    id: id().primaryKey(),
    conversationId: id()
      .notNull()
      .references(() => conversations.id, { onDelete: 'cascade' }),
    userId: userId().notNull(),
    parentId: id(),
    role: text({ enum: MESSAGE_ROLES }).notNull(),
    content: text().notNull(),
    reasoning: text(),
    reasoningMs: integer(),
    status: text({ enum: MESSAGE_STATUSES }).notNull(),
    model: text(),
    errorCode: text(),
    finishReason: text(),
    html: text(),
    renderVersion: integer(),
    clientId: text(),
    owner: text(),
    stopRequestedAt: time(),
    leftOut: integer().notNull().default(0),
    summary: text(),
    summaryUntil: id(),
    createdAt: time().notNull(),
    updatedAt: time().notNull(),
    completedAt: time(),
  },
  (t) => [
    unique('messages_user_client').on(t.userId, t.clientId),
    index('messages_conversation_created').on(t.conversationId, t.createdAt, t.id),
    index('messages_parent_id').on(t.parentId),
    index('messages_streaming')
      .on(t.status, t.owner, t.stopRequestedAt)
      .where(sql`${t.status} = 'streaming'`),
  ],
)

export const files = sqliteTable(
  'files',
  {
    id: id().primaryKey(),
    userId: userId().notNull(),
    filename: text().notNull(),
    fileSize: integer().notNull(),
    fileType: text().notNull(),
    fileExtension: text().notNull(),
    storageKey: text().notNull(),
    contentHash: text().notNull(),
    status: text({ enum: FILE_STATUSES }).notNull(),
    reason: text(),
    pages: integer(),
    textLength: integer(),
    text: text(),
    createdAt: time().notNull(),
    updatedAt: time().notNull(),
  },
  (t) => [index('files_user_created').on(t.userId, t.createdAt, t.id)],
)

export const messageFiles = sqliteTable(
  'message_files',
  {
    messageId: id()
      .notNull()
      .references(() => messages.id, { onDelete: 'cascade' }),
    fileId: id()
      .notNull()
      .references(() => files.id, { onDelete: 'cascade' }),
    position: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.messageId, t.fileId] }), index('message_files_file_id').on(t.fileId)],
)
