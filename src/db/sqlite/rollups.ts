import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { users } from './accounts.ts'
import { id, time } from './columns.ts'

/** What calls came to, added up. Cost in millionths of the currency; `failed` are those that gave no answer. */
const figures = () => ({
  requests: integer().notNull().default(0),
  failed: integer().notNull().default(0),
  promptTokens: integer().notNull().default(0),
  cachedTokens: integer().notNull().default(0),
  completionTokens: integer().notNull().default(0),
  reasoningTokens: integer().notNull().default(0),
  totalTokens: integer().notNull().default(0),
  cost: integer().notNull().default(0),
})

/** A day `YYYY-MM-DD` and a month `YYYY-MM`, as whoever made the calls counts them in his zone. */
const day = () => text()
const month = () => text()
const model = () => text()
const currency = () => text()

/** Settled calls that the tables below do not hold yet. */
export const usageQueue = sqliteTable('usage_queue', { usageId: id().primaryKey() })

/** Of nobody where the user is gone (''). */
export const usageDays = sqliteTable(
  'usage_days',
  { userId: id().notNull(), day: day().notNull(), model: model().notNull(), currency: currency().notNull(), ...figures() },
  (t) => [primaryKey({ columns: [t.userId, t.day, t.model, t.currency] }), index('usage_days_day').on(t.day, t.userId)],
)

export const usageMonths = sqliteTable(
  'usage_months',
  { month: month().notNull(), userId: id().notNull(), currency: currency().notNull(), ...figures() },
  (t) => [
    primaryKey({ columns: [t.month, t.userId, t.currency] }),
    index('usage_months_user').on(t.userId, t.month),
    index('usage_months_tokens').on(t.month, t.totalTokens),
  ],
)

/** Everybody's. The key is '' where none was needed. */
export const usageTotals = sqliteTable(
  'usage_totals',
  {
    day: day().notNull(),
    model: model().notNull(),
    keyId: id().notNull(),
    currency: currency().notNull(),
    /** as the key was called last */
    keyLabel: text().notNull(),
    ...figures(),
  },
  (t) => [primaryKey({ columns: [t.day, t.model, t.keyId, t.currency] })],
)

/** How many calls had their first token after how long: `bucket` as `usage/firstToken.ts` counts them. */
export const firstTokens = sqliteTable(
  'first_tokens',
  {
    day: day().notNull(),
    model: model().notNull(),
    keyId: id().notNull(),
    bucket: integer().notNull(),
    calls: integer().notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.day, t.model, t.keyId, t.bucket] })],
)

/**
 * Users whose latest days are being counted anew after a change of their time zone: calls after this place, by time and id, are still
 * counted in the zone before.
 */
export const usageRecounts = sqliteTable('usage_recounts', {
  userId: id()
    .primaryKey()
    .references(() => users.id, { onDelete: 'cascade' }),
  timeZone: text().notNull(),
  callAt: time().notNull(),
  callId: id().notNull(),
})
