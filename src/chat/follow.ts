import { AppError } from '../errors.ts'
import type { TurnEvent, TurnUsage } from '../turn/events.ts'
import { endedLog, type TurnLog } from '../turn/log.ts'
import type { Progress } from '../turn/progress.ts'
import { textEvents, type Turn } from '../turn/turn.ts'
import { usageOf } from '../usage/service.ts'
import { lastEventOf, openingOf } from './answerEvents.ts'
import type { Asked, ChatDeps } from './ask.ts'
import { findMessage, type MessageRow } from './queries.ts'

export type Following = {
  log: TurnLog
  /** what the follower has read before; 0: nothing */
  lastEventId: number
}

/**
 * The events of an answer, running here or elsewhere, or ended. One that runs here is followed without asking the database. A log that is
 * not at hand any more is made anew from the database: see `Cursor`.
 */
export async function followAnswer(deps: ChatDeps, userId: string, messageId: string, lastEventId: number): Promise<Following> {
  const found = deps.turns.find(messageId)
  const turn = found?.userId === userId ? found : null
  if (turn && !turn.log.ended) return { log: turn.log, lastEventId }
  const message = await findMessage(deps.db, userId, messageId).catch((error: unknown) => {
    if (turn === null) throw error
  })
  if (turn && (!message || isNewest(deps, turn, message))) return { log: turn.log, lastEventId }
  if (!message || message.role !== 'assistant') throw new AppError('not_found')
  const opening = openingOf(message)
  const progress = await progressOf(deps, message)
  const isAtHand = progress.closing === null || (lastEventId > 0 && deps.remotes.canRead)
  if (!isAtHand) return { log: endedLog([opening, ...textEvents(progress), ...(progress.closing ?? [])]), lastEventId }
  const read = async () => {
    const row = await findMessage(deps.db, userId, messageId)
    return row && progressOf(deps, row)
  }
  return { log: await deps.remotes.open({ id: messageId, opening, progress, read }), lastEventId }
}

/** Whether nobody has gone on with the answer since this turn ended. */
const isNewest = ({ turns }: ChatDeps, turn: Turn, { status, content }: MessageRow): boolean =>
  turns.holds(turn.id) || (status !== 'streaming' && content === turn.snapshot().content)

/** The events of an answer that this user has asked for: of a new one nothing is looked up. */
export async function followAsked(deps: ChatDeps, userId: string, { answerId, isNew }: Asked): Promise<Following> {
  const turn = isNew ? deps.turns.find(answerId) : null
  return turn ? { log: turn.log, lastEventId: 0 } : followAnswer(deps, userId, answerId, 0)
}

/** An answer as far as it is saved. */
async function progressOf({ db }: ChatDeps, message: MessageRow): Promise<Progress> {
  const { id, userId, content, reasoning, status } = message
  const isRunning = status === 'streaming'
  const closing = isRunning ? null : closingOf(message, (await usageOf(db, userId, [id])).get(id))
  return { content, reasoning: reasoning ?? '', closing }
}

const closingOf = (message: MessageRow, usage: TurnUsage | undefined): TurnEvent[] => [
  ...(usage ? [{ type: 'usage' as const, usage }] : []),
  lastEventOf(message),
]
