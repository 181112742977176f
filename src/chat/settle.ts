import type { Store } from '../db/store.ts'
import { lastEvent, type TurnEvent } from '../turn/events.ts'
import { type Settlement, textEvents } from '../turn/turn.ts'
import {
  type Call,
  oldOpenUsage,
  type OpenCall,
  openUsageOf,
  settleAbandonedUsage,
  settleUncalledUsage,
  settleUsage,
  usageOf,
} from '../usage/service.ts'
import { lastEventOf, openingOf } from './answerEvents.ts'
import { findEnded, findStatus, findText, listStreaming, type MessageRow, type Text, updateStreaming, updateText } from './queries.ts'

/** longer than any turn is silent */
const ORPHAN_MS = 600_000

export type Settling = OpenCall<Call> & {
  title: string | null
  /** whether other calls were made for the answer: what is told is the sum of all */
  hasOtherCalls: boolean
}

/**
 * The end of an answer, in one transaction: text, status and usage. Done again it changes nothing. Answers the last events;
 * they tell what is saved, also where somebody else had ended the answer before.
 */
export async function settleAnswer(
  db: Store,
  { title, hasOtherCalls, ...open }: Settling,
  end: Settlement,
  now: Date,
): Promise<TurnEvent[]> {
  const { usage, other } = await db.tx(async (store) => {
    const ended = {
      content: end.content,
      reasoning: end.reasoning || null,
      reasoningMs: end.reasoningMs,
      status: end.status,
      finishReason: end.finishReason,
      errorCode: end.failure?.reason ?? null,
      updatedAt: now,
      completedAt: now,
    }
    const isOurs = await updateStreaming(store, end.id, ended, end.writer)
    const settled = await settleUsage(store, open, { ...end, ...end.written, errorClass: end.failure?.errorClass ?? null }, now)
    return {
      other: isOurs ? null : await findEnded(store, end.id),
      usage:
        settled && open.call.attempt === 1 && !hasOtherCalls ? settled : (await usageOf(store, open.call.userId, [end.id])).get(end.id),
    }
  })
  const titled: TurnEvent[] = title === null ? [] : [{ type: 'session_title', title }]
  const closing = [...(usage ? [{ type: 'usage' as const, usage }] : []), ...titled, other ? lastEventOf(other) : lastEvent(end)]
  return other && !isSameText(other, end) ? [{ ...openingOf(other), restarted: true }, ...textEvents(other), ...closing] : closing
}

/** Whether the followers were shown what somebody else has saved, who took us for dead. */
const isSameText = (saved: MessageRow, shown: Settlement): boolean =>
  saved.content === shown.content && (saved.reasoning ?? '') === shown.reasoning

/** An answer that is being written, and when its writer was heard of last, ms. */
export type Written = { id: string; writer: string | null; touchedAt: number }

export type Abandonment = {
  /** What its process could show of an answer, where that is known beside the database. */
  shownOf(id: string): Promise<Text | null>
  /** Whether nobody writes this answer any more. */
  isAbandoned(answer: Written): Promise<boolean>
  /** Whether its model may have been asked; false only where that is known for certain. */
  wasCalled(answer: Written): boolean
}

/** Marks what nobody writes any more as interrupted, with what had been saved. Answers how many there were. */
export async function settleAbandoned(db: Store, abandonment: Abandonment, now: Date): Promise<number> {
  let settled = 0
  let failure: unknown
  for (const { id, owner, updatedAt } of await listStreaming(db)) {
    const answer = { id, writer: owner, touchedAt: updatedAt.getTime() }
    if (!(await abandonment.isAbandoned(answer))) continue
    try {
      if (await interrupt(db, answer, abandonment, now)) settled++
    } catch (error) {
      // a process that hangs may hold its row: the others do not wait for that
      failure = error
    }
  }
  await settleOrphans(db, now)
  if (failure !== undefined && settled === 0) throw failure
  return settled
}

/** Calls whose message has ended without them, or was deleted before their dead process could be found out. */
async function settleOrphans(db: Store, now: Date): Promise<void> {
  for (const row of await oldOpenUsage(db, new Date(now.getTime() - ORPHAN_MS))) {
    const message = row.messageId === null ? null : await findStatus(db, row.messageId)
    if (message?.status === 'streaming') continue
    // the end of an answer settles all calls that were made for it
    if (message && row.purpose === 'answer') await settleUncalledUsage(db, row, now)
    else await settleAbandonedUsage(db, row, '', now)
  }
}

async function interrupt(db: Store, answer: Written, { shownOf, wasCalled }: Abandonment, now: Date): Promise<boolean> {
  const { id, writer } = answer
  const open = await openUsageOf(db, id)
  const shown = await shownOf(id)
  return db.tx(async (store) => {
    const end = { status: 'interrupted', finishReason: 'interrupted', updatedAt: now, completedAt: now } as const
    if (!(await updateStreaming(store, id, end, writer ?? undefined))) return false
    const saved = await findText(store, id)
    const text = shown && goesOn(shown, saved) ? shown : saved
    if (text !== saved) await updateText(store, id, text)
    for (const row of open) {
      if (wasCalled(answer)) await settleAbandonedUsage(store, row, text.content + text.reasoning, now)
      else await settleUncalledUsage(store, row, now)
    }
    return true
  })
}

/** Whether the followers were shown more than was saved: then that is kept, so that nobody has seen what is lost. */
const goesOn = (shown: Text, saved: Text): boolean =>
  shown.content.startsWith(saved.content) &&
  shown.reasoning.startsWith(saved.reasoning) &&
  shown.content.length + shown.reasoning.length > saved.content.length + saved.reasoning.length
