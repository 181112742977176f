import type { Store } from '../db/store.ts'
import type { TurnEvent, TurnUsage } from '../turn/events.ts'
import type { Settlement, Snapshot } from '../turn/turn.ts'
import { type Call, settleAbandonedUsage, settleUsage, usageOf } from '../usage/service.ts'
import { listOwners, listStreamingOf, updateStreaming } from './queries.ts'

export type Settling = { call: Call; openedAt: Date; title: string | null }

/** Saves the texts of running answers, all in one transaction. */
export async function saveSnapshots(db: Store, snapshots: readonly Snapshot[], now: Date): Promise<void> {
  await db.tx(async (store) => {
    for (const { id, content, reasoning, reasoningMs } of snapshots) {
      await updateStreaming(store, id, { content, reasoning: reasoning || null, reasoningMs, updatedAt: now })
    }
  })
}

/** The end of an answer, in one transaction: text, status and usage. Done again it changes nothing. */
export async function settleAnswer(db: Store, { call, openedAt, title }: Settling, end: Settlement, now: Date): Promise<TurnEvent[]> {
  const usage = await db.tx(async (store): Promise<TurnUsage | undefined> => {
    await updateStreaming(store, end.id, {
      content: end.content,
      reasoning: end.reasoning || null,
      reasoningMs: end.reasoningMs,
      status: end.status,
      finishReason: end.finishReason,
      errorCode: end.failure?.reason ?? null,
      updatedAt: now,
      completedAt: now,
    })
    const settled = await settleUsage(store, call, { ...end, errorClass: end.failure?.errorClass ?? null }, openedAt, now)
    return settled ?? (await usageOf(store, call.userId, [end.id])).get(end.id)
  })
  return [...(usage ? [{ type: 'usage' as const, usage }] : []), ...(title === null ? [] : [{ type: 'session_title' as const, title }])]
}

/** The leases by which processes are known to be alive. */
export type Liveness = { isAlive(owner: string): Promise<boolean> }

/** Marks what dead processes were writing as interrupted, with what had been saved. Answers how many there were. */
export async function settleAbandoned(db: Store, { isAlive }: Liveness, now: Date): Promise<number> {
  let settled = 0
  for (const owner of await listOwners(db)) {
    if (await isAlive(owner)) continue
    for (const message of await listStreamingOf(db, owner)) {
      await db.tx(async (store) => {
        const end = { status: 'interrupted', finishReason: 'interrupted', updatedAt: now, completedAt: now } as const
        if (!(await updateStreaming(store, message.id, end))) return
        await settleAbandonedUsage(store, message.id, message.content + (message.reasoning ?? ''), now)
        settled++
      })
    }
  }
  return settled
}
