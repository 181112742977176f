import { toReason } from '../errors.ts'
import { lastEvent, type TurnEnd, type TurnEvent, type TurnStatus } from '../turn/events.ts'
import type { MessageRow } from './queries.ts'

/** The first event of an answer, as the database has it. */
export const openingOf = (message: MessageRow): Extract<TurnEvent, { type: 'session_id' }> => ({
  type: 'session_id',
  session_id: message.conversationId,
  user_message_id: message.parentId ?? '',
  message_id: message.id,
  model: message.model ?? '',
})

/** The last event of an answer that has ended. */
export const lastEventOf = (message: MessageRow): TurnEvent => lastEvent(endOf(message))

function endOf({ status, finishReason, errorCode }: MessageRow): TurnEnd {
  const failure = status === 'failed' ? { reason: toReason(errorCode), detail: {} } : null
  return { status: status as TurnStatus, finishReason, failure }
}
