import type { ErrorDetail, Reason } from '../errors.ts'

export type TurnStatus = 'complete' | 'stopped' | 'interrupted' | 'failed'

/** What followers are told of the tokens of one answer; `cost` in micro-units of `currency`. */
export type TurnUsage = {
  prompt_tokens: number
  completion_tokens: number
  total_tokens: number
  cached_tokens: number
  reasoning_tokens: number
  cost: number
  currency: string
  estimated: boolean
}

/** One entry of a turn's log. Its id is its place in the log, counted from the log's first id. */
export type TurnEvent =
  | { type: 'session_id'; session_id: string; user_message_id: string; message_id: string; model: string; restarted?: true }
  | { type: 'reasoning' | 'content'; content: string }
  /** what follows comes from the database, about a second late: the process that writes the answer cannot be heard here */
  | { type: 'delayed' }
  /** and no longer */
  | { type: 'in_time' }
  | { type: 'usage'; usage: TurnUsage }
  | { type: 'session_title'; title: string }
  | { type: 'done'; finish_reason: string; status: TurnStatus }
  | { type: 'error'; reason: Reason; detail: ErrorDetail }

export const isLast = (event: TurnEvent): boolean => event.type === 'done' || event.type === 'error'

/** What readers were told last of how late it comes. */
export const isDelayed = (events: readonly TurnEvent[]): boolean =>
  events.findLast(({ type }) => type === 'delayed' || type === 'in_time')?.type === 'delayed'

export type TurnEnd = {
  status: TurnStatus
  finishReason: string | null
  failure: { reason: Reason; detail: ErrorDetail } | null
}

/** What followers hear last. */
export const lastEvent = ({ status, finishReason, failure }: TurnEnd): TurnEvent =>
  failure
    ? { type: 'error', reason: failure.reason, detail: failure.detail }
    : { type: 'done', finish_reason: finishReason ?? 'stop', status }

/** All that is said and thought in these events; what stands before a new beginning does not hold any more. */
export function textOf(events: readonly TurnEvent[]): { content: string; reasoning: string } {
  const start = events.findLastIndex(({ type }) => type === 'session_id')
  const valid = events.slice(Math.max(start, 0))
  const join = (kind: 'content' | 'reasoning') => valid.map((event) => (event.type === kind ? event.content : '')).join('')
  return { content: join('content'), reasoning: join('reasoning') }
}
