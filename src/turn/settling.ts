import type { Logger } from '../log.ts'
import type { TurnEvent } from './events.ts'
import type { Settlement, TurnTask } from './turn.ts'

const FIRST_WAIT_MS = 250
const LONGEST_WAIT_MS = 4_000
/** a store that does not answer for so long is asked again: what is done twice changes nothing */
const ANSWER_MS = 10_000

/** Saves the end of a turn, as often as it takes; the closing events, or null when the store stayed away for longer than `patienceMs` says. */
export async function settleWithRetry(
  { log, now }: { log: Logger; now: () => number },
  { settle }: Pick<TurnTask, 'settle'>,
  settlement: Settlement,
  patienceMs: () => number,
): Promise<readonly TurnEvent[] | null> {
  let since = now()
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
    const [began, limitMs] = [now(), Math.min(ANSWER_MS, Math.max(FIRST_WAIT_MS, patienceMs()))]
    try {
      return await inTime(settle(settlement), limitMs)
    } catch (error) {
      // a process that slept meanwhile has not tried for all that time
      since += Math.max(0, now() - began - limitMs)
      log.warn({ err: error, turn: settlement.id }, 'the end of an answer could not be saved')
      if (now() + wait - since > patienceMs()) return null
    }
    await new Promise((resolve) => setTimeout(resolve, wait))
  }
}

/** Rejects when `work` takes longer; what it does then counts all the same. */
export function inTime<T>(work: Promise<T>, ms: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms)
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
