import { userOf } from '../auth/guard.ts'
import { AppError, REASONS, STATUS } from '../errors.ts'
import { textOf, type TurnEvent } from '../turn/events.ts'
import { type TurnLog, untilEnded } from '../turn/log.ts'
import type { AppContext } from '../web/context.ts'
import { accepts } from '../web/negotiate.ts'
import { type Reader, sendStream } from '../web/sse.ts'
import { eventSource, textSource, toFrame } from './frames.ts'
import type { Following } from './follow.ts'
import type { StartDeps } from './start.ts'

const TYPES = ['text/event-stream', 'text/plain', 'application/json'] as const

/**
 * Answers with a turn, in the form that the client accepts: events (also the default), the bare text, or one object at the end.
 * `countedAs`: who comes back to a turn, which no limit of turns bounds.
 */
export async function answerWith(
  c: AppContext,
  { readers }: Pick<StartDeps, 'readers'>,
  { log, lastEventId }: Following,
  countedAs: string | null = null,
): Promise<Response> {
  const headers = { 'X-Request-Id': c.var.requestId }
  const type = accepts(c, TYPES)
  const waiting = readers.of(userOf(c), null)
  if (type === 'application/json') return answerWithObject(c, log, waiting)
  const reader = countedAs === null ? waiting : readers.of(userOf(c), countedAs)
  if (type === 'text/event-stream') return sendStream(c.env, eventSource(log, lastEventId, c.var.t), { headers, reader })
  await whileAllowed(c, waiting, (signal) => untilFirstText(log, signal))
  const failure = failureOf(log)
  if (failure && !hasText(log)) throw new AppError(failure.reason, failure.detail)
  return sendStream(c.env, textSource(log), { headers, contentType: 'text/plain; charset=utf-8', ping: '', reader })
}

/** Waits, but no longer than the client is there and may read. */
async function whileAllowed(c: AppContext, reader: Reader, wait: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const right = new AbortController()
  const leave = reader.enter(() => right.abort())
  await wait(AbortSignal.any([c.req.raw.signal, right.signal])).finally(leave)
  if (right.signal.aborted) throw new AppError('unauthenticated')
}

async function answerWithObject(c: AppContext, log: TurnLog, reader: Reader): Promise<Response> {
  await whileAllowed(c, reader, (signal) => untilEnded(log, signal))
  const failure = failureOf(log)
  const answer = wholeAnswer(log)
  if (!failure) return c.json(answer)
  const error = { ...toFrame(failure, c.var.t), request_id: c.var.requestId }
  return c.json({ error, ...answer }, STATUS[REASONS[failure.reason]])
}

function wholeAnswer(log: TurnLog): object {
  const { content, reasoning } = textOf(log.events)
  const opening = log.events.find((event) => event.type === 'session_id')
  const usage = log.events.find((event) => event.type === 'usage')
  const done = log.events.find((event) => event.type === 'done')
  return {
    session_id: opening?.session_id,
    message_id: opening?.message_id,
    content,
    reasoning: reasoning || null,
    usage: usage?.usage ?? null,
    finish_reason: done?.finish_reason ?? null,
    status: done?.status ?? 'failed',
  }
}

const hasText = (log: TurnLog): boolean => log.events.some((event) => event.type === 'content')

const failureOf = (log: TurnLog): Extract<TurnEvent, { type: 'error' }> | undefined => log.events.find((event) => event.type === 'error')

/** Resolves with the first text or the end, whichever comes first; or when the client has left. */
function untilFirstText(log: TurnLog, signal: AbortSignal): Promise<void> {
  if (log.ended || hasText(log)) return Promise.resolve()
  let seen = 0
  const hasNewText = () => {
    const found = log.events.slice(seen).some(({ type }) => type === 'content')
    seen = log.events.length
    return found
  }
  return new Promise((resolve) => {
    const check = () => {
      if (!log.ended && !hasNewText() && !signal.aborted) return
      unwatch()
      signal.removeEventListener('abort', check)
      resolve()
    }
    const unwatch = log.watch(check)
    signal.addEventListener('abort', check)
  })
}
