import type { Store } from '../db/store.ts'
import type { Price } from '../db/values.ts'
import { toReason } from '../errors.ts'
import { lastEvent, type TurnEvent } from '../turn/events.ts'
import type { Settlement, Snapshot } from '../turn/turn.ts'
import { type Call, oldOpenUsage, openUsageOf, settleAbandonedUsage, settleUsage, usageOf } from '../usage/service.ts'
import { findStatus, findText, listStreaming, updateStreaming } from './queries.ts'

/** longer than any turn is silent */
const ORPHAN_MS = 600_000

export type Settling = { call: Call; openedAt: Date; title: string | null }

/** Saves the texts of running answers, all in one transaction. */
export async function saveSnapshots(db: Store, snapshots: readonly Snapshot[], now: Date): Promise<void> {
  await db.tx(async (store) => {
    for (const { id, content, reasoning, reasoningMs } of snapshots) {
      await updateStreaming(store, id, { content, reasoning: reasoning || null, reasoningMs, updatedAt: now })
    }
  })
}

/**
 * The end of an answer, in one transaction: text, status and usage. Done again it changes nothing. Answers the last events;
 * they tell what is saved, also where somebody else had ended the answer before.
 */
export async function settleAnswer(db: Store, { call, openedAt, title }: Settling, end: Settlement, now: Date): Promise<TurnEvent[]> {
  const { usage, saved } = await db.tx(async (store) => {
    const isOurs = await updateStreaming(store, end.id, {
      content: end.content,
      reasoning: end.reasoning || null,
      reasoningMs: end.reasoningMs,
      status: end.status,
      finishReason: end.finishReason,
      errorCode: end.failure?.reason ?? null,
      updatedAt: now,
      completedAt: now,
    })
    const settled = await settleUsage(store, call, { ...end, ...end.written, errorClass: end.failure?.errorClass ?? null }, openedAt, now)
    return {
      saved: isOurs ? end : ((await findEnd(store, end.id)) ?? end),
      usage: call.attempt === 1 && settled ? settled : (await usageOf(store, call.userId, [end.id])).get(end.id),
    }
  })
  const titled: TurnEvent[] = title === null ? [] : [{ type: 'session_title', title }]
  return [...(usage ? [{ type: 'usage' as const, usage }] : []), ...titled, lastEvent(saved)]
}

async function findEnd(store: Store, id: string): Promise<Parameters<typeof lastEvent>[0] | null> {
  const row = await findStatus(store, id)
  if (!row || row.status === 'streaming') return null
  const failure = row.status === 'failed' ? { reason: toReason(row.errorCode), detail: {} } : null
  return { status: row.status, finishReason: row.finishReason, failure }
}

export type Abandonment = {
  /** Whether nobody writes this answer any more. */
  isAbandoned(answer: { id: string; owner: string; touchedAt: number }): Promise<boolean>
  /** What a model costs, by its id. */
  pricesOf(modelId: string | null): Promise<readonly Price[]>
}

/** Marks what nobody writes any more as interrupted, with what had been saved. Answers how many there were. */
export async function settleAbandoned(db: Store, { isAbandoned, pricesOf }: Abandonment, now: Date): Promise<number> {
  let settled = 0
  for (const { id, owner, updatedAt } of await listStreaming(db)) {
    if (!(await isAbandoned({ id, owner: owner ?? '', touchedAt: updatedAt.getTime() }))) continue
    if (await interrupt(db, id, pricesOf, now)) settled++
  }
  await settleOrphans(db, pricesOf, now)
  return settled
}

/** Calls whose message was deleted, or has ended without them, before their dead process could be found out. */
async function settleOrphans(db: Store, pricesOf: Abandonment['pricesOf'], now: Date): Promise<void> {
  for (const row of await oldOpenUsage(db, new Date(now.getTime() - ORPHAN_MS))) {
    if (row.messageId !== null && (await findStatus(db, row.messageId))?.status === 'streaming') continue
    await settleAbandonedUsage(db, row, { text: '', prices: await pricesOf(row.modelId), now })
  }
}

async function interrupt(db: Store, id: string, pricesOf: Abandonment['pricesOf'], now: Date): Promise<boolean> {
  const open = await openUsageOf(db, id)
  const priced = await Promise.all(open.map(async (row) => ({ row, prices: await pricesOf(row.modelId) })))
  return db.tx(async (store) => {
    const end = { status: 'interrupted', finishReason: 'interrupted', updatedAt: now, completedAt: now } as const
    if (!(await updateStreaming(store, id, end))) return false
    const text = await findText(store, id)
    for (const { row, prices } of priced) await settleAbandonedUsage(store, row, { text, prices, now })
    return true
  })
}
