import { AppError, toReason } from '../errors.ts'
import { lastEvent, type TurnEvent, type TurnStatus, type TurnUsage } from '../turn/events.ts'
import { textEvents } from '../turn/turn.ts'
import { endedLog, type TurnLog } from '../turn/log.ts'
import { polledLog } from '../turn/polledLog.ts'
import { usageOf } from '../usage/service.ts'
import type { Asked, ChatDeps } from './ask.ts'
import { findMessage, type MessageRow } from './queries.ts'

const POLL_MS = 1_000

export type Following = {
  log: TurnLog
  /** the events before this id are known to the follower */
  after: number
}

/**
 * The events of an answer, running or ended, after the event `after`. A log that is not at hand any more is made anew from
 * the database: its first event then says `restarted`, and what the follower had before is to be dropped.
 */
export async function followAnswer(deps: ChatDeps, userId: string, messageId: string, after: number): Promise<Following> {
  const message = await findMessage(deps.db, userId, messageId)
  if (!message || message.role !== 'assistant') throw new AppError('not_found')
  const turn = deps.turns.find(messageId)
  if (turn && !isElsewhere(deps, turn.log, message))
    return { log: turn.log, after: Math.min(after, turn.log.events.length - (turn.log.ended ? 1 : 0)) }
  const opening = openingOf(message, after > 0)
  if (message.status === 'streaming') return { log: polledLog(opening, () => readProgress(deps, userId, messageId), POLL_MS), after: 0 }
  const usage = (await usageOf(deps.db, userId, [messageId])).get(messageId)
  return { log: endedLog([opening, ...textEvents(message), ...closingOf(message, usage)]), after: 0 }
}

/** What ended here may be gone on with by another process. */
const isElsewhere = ({ instance }: ChatDeps, log: TurnLog, { status, owner }: MessageRow): boolean =>
  log.ended && status === 'streaming' && owner !== instance

/** The events of an answer that this user has asked for: of a new one nothing is looked up. */
export async function followAsked(deps: ChatDeps, userId: string, { answerId, isNew }: Asked): Promise<Following> {
  const turn = isNew ? deps.turns.find(answerId) : null
  return turn ? { log: turn.log, after: 0 } : followAnswer(deps, userId, answerId, 0)
}

function openingOf(message: MessageRow, restarted: boolean): TurnEvent {
  return {
    type: 'session_id',
    session_id: message.conversationId,
    user_message_id: message.parentId ?? '',
    message_id: message.id,
    model: message.model ?? '',
    ...(restarted ? { restarted: true } : {}),
  }
}

function closingOf(message: MessageRow, usage: TurnUsage | undefined): TurnEvent[] {
  const failure = message.status === 'failed' ? { reason: toReason(message.errorCode), detail: {} } : null
  const end = lastEvent({ status: message.status as TurnStatus, finishReason: message.finishReason, failure })
  return [...(usage ? [{ type: 'usage' as const, usage }] : []), end]
}

/** An answer that another process writes, as far as it is saved. */
async function readProgress(deps: ChatDeps, userId: string, messageId: string) {
  const message = await findMessage(deps.db, userId, messageId)
  if (!message) return null
  const closing = message.status === 'streaming' ? null : closingOf(message, (await usageOf(deps.db, userId, [messageId])).get(messageId))
  return { content: message.content, reasoning: message.reasoning ?? '', closing }
}
