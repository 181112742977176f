import { setImmediate as endOfTurn } from 'node:timers/promises'

type Work = () => Promise<unknown>
type End = PromiseSettledResult<unknown>
type Member = { work: Work; end(how: End): void }

/** how many are done at once: others want their turn, too */
const MOST = 50

/**
 * Does together what is asked for in one turn of the event loop, by `run`, which answers how each of them has ended. Where that
 * rejects, all of them have failed.
 */
export function createGroups(run: (works: readonly Work[]) => Promise<readonly End[]>) {
  const waiting: Member[] = []
  let isRunning = false

  async function runGroup(members: readonly Member[]): Promise<void> {
    const failed = (reason: unknown) => members.map((): End => ({ status: 'rejected', reason }))
    const ends = await run(members.map(({ work }) => work)).catch(failed)
    for (const [index, how] of ends.entries()) members[index]?.end(how)
  }

  async function runWaiting(): Promise<void> {
    isRunning = true
    while (waiting.length > 0) {
      await endOfTurn()
      await runGroup(waiting.splice(0, MOST))
    }
    isRunning = false
  }

  return <T>(work: () => Promise<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      const end = (how: End) => (how.status === 'fulfilled' ? resolve(how.value as T) : reject(how.reason))
      waiting.push({ work, end })
      if (!isRunning) void runWaiting()
    })
}
