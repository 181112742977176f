import { boolean, index, int, longtext, mediumtext, mysqlTable, primaryKey, text, unique, varchar } from 'drizzle-orm/mysql-core'
import { FILE_STATUSES, MESSAGE_ROLES, MESSAGE_STATUSES, TITLE_SOURCES } from '../values.ts'
import { users } from './accounts.ts'
import { big, exactText, id, time } from './columns.ts'

const userId = () => id().references(() => users.id, { onDelete: 'cascade' })

export const conversations = mysqlTable(
  'conversations',
  {
    id: id().primaryKey(),
    userId: userId().notNull(),
    title: varchar({ length: 255 }).notNull(),
    titleSource: varchar({ length: 16, enum: TITLE_SOURCES }).notNull(),
    model: varchar({ length: 255 }),
    systemPrompt: mediumtext(),
    pinned: boolean().notNull().default(false),
    archived: boolean().notNull().default(false),
    shareId: exactText({ length: 64 }).unique('conversations_share_id'),
    leafId: id(),
    createdAt: time().notNull(),
    updatedAt: time().notNull(),
  },
  (t) => [index('conversations_user_updated').on(t.userId, t.updatedAt, t.id)],
)

export const messages = mysqlTable(
  'messages',
  {
    id: id().primaryKey(),
    conversationId: id()
      .notNull()
      .references(() => conversations.id, { onDelete: 'cascade' }),
    userId: userId().notNull(),
    parentId: id(),
    role: varchar({ length: 16, enum: MESSAGE_ROLES }).notNull(),
    content: mediumtext().notNull(),
    reasoning: mediumtext(),
    reasoningMs: int(),
    status: varchar({ length: 16, enum: MESSAGE_STATUSES }).notNull(),
    model: varchar({ length: 255 }),
    errorCode: varchar({ length: 64 }),
    finishReason: varchar({ length: 64 }),
    html: longtext(),
    renderVersion: int(),
    clientId: exactText({ length: 128 }),
    owner: varchar({ length: 128 }),
    /** somebody wants it stopped; whoever writes it looks here */
    stopRequestedAt: time(),
    /** how many earlier messages the model was not told, for want of room */
    leftOut: int().notNull().default(0),
    /** what was told instead of the messages up to and with `summaryUntil` */
    summary: mediumtext(),
    summaryUntil: id(),
    createdAt: time().notNull(),
    updatedAt: time().notNull(),
    completedAt: time(),
  },
  (t) => [
    unique('messages_user_client').on(t.userId, t.clientId),
    index('messages_conversation_created').on(t.conversationId, t.createdAt, t.id),
    index('messages_parent_id').on(t.parentId),
    index('messages_streaming').on(t.status, t.owner, t.stopRequestedAt),
  ],
)

export const files = mysqlTable(
  'files',
  {
    id: id().primaryKey(),
    userId: userId().notNull(),
    filename: varchar({ length: 255 }).notNull(),
    fileSize: big().notNull(),
    fileType: varchar({ length: 255 }).notNull(),
    fileExtension: varchar({ length: 32 }).notNull(),
    storageKey: varchar({ length: 255 }).notNull(),
    contentHash: exactText({ length: 64 }).notNull(),
    status: varchar({ length: 16, enum: FILE_STATUSES }).notNull(),
    reason: text(),
    pages: int(),
    textLength: int(),
    text: longtext(),
    createdAt: time().notNull(),
    updatedAt: time().notNull(),
  },
  (t) => [index('files_user_created').on(t.userId, t.createdAt, t.id)],
)

export const messageFiles = mysqlTable(
  'message_files',
  {
    messageId: id()
      .notNull()
      .references(() => messages.id, { onDelete: 'cascade' }),
    fileId: id()
      .notNull()
      .references(() => files.id, { onDelete: 'cascade' }),
    position: int().notNull(),
  },
  (t) => [primaryKey({ columns: [t.messageId, t.fileId] }), index('message_files_file_id').on(t.fileId)],
)
