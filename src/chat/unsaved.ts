import type { TurnEvent } from '../turn/events.ts'
import type { TurnLog } from '../turn/log.ts'
import type { MessageWithUsage } from './service.ts'

const isOpening = (event: TurnEvent): event is Extract<TurnEvent, { type: 'session_id' }> => event.type === 'session_id'

/** An answer whose end the database did not take, as its followers know it; null for any other. */
export function unsavedAnswer(log: TurnLog, userId: string, at: Date): MessageWithUsage | null {
  const end = log.events.at(-1)
  const opening = log.events.find(isOpening)
  if (end?.type !== 'error' || end.reason !== 'not_saved' || !opening) return null
  const textOf = (kind: 'content' | 'reasoning') => log.events.map((event) => (event.type === kind ? event.content : '')).join('')
  return {
    ...NOTHING,
    id: opening.message_id,
    conversationId: opening.session_id,
    userId,
    parentId: opening.user_message_id,
    content: textOf('content'),
    reasoning: textOf('reasoning') || null,
    model: opening.model,
    errorCode: end.reason,
    siblings: [opening.message_id],
    createdAt: at,
    updatedAt: at,
    completedAt: at,
  }
}

/** What is not known without the database. */
const NOTHING = {
  role: 'assistant',
  status: 'failed',
  reasoningMs: null,
  finishReason: null,
  html: null,
  renderVersion: null,
  clientId: null,
  owner: null,
  stopRequestedAt: null,
  leftOut: 0,
  summary: null,
  summaryUntil: null,
  usage: null,
} as const
