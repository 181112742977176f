import { AsyncLocalStorage } from 'node:async_hooks'

/**
 * One connection serves everybody, so while a transaction is open across awaits, what others ask stands in line behind it.
 * What would wait for itself (the outer store, used inside of its own transaction) is refused instead.
 */
export function createGate() {
  const inside = new AsyncLocalStorage<{ open: boolean }>()
  let lastInLine: Promise<void> | undefined

  function refuseInside(): void {
    if (inside.getStore()?.open) throw new Error('Inside tx, use the store that tx gives')
  }

  async function inLine<T>(work: () => T | Promise<T>): Promise<T> {
    const ahead = lastInLine
    const { promise: done, resolve: finish } = Promise.withResolvers<void>()
    lastInLine = done
    try {
      await ahead
      return await work()
    } finally {
      if (lastInLine === done) lastInLine = undefined
      finish()
    }
  }

  function within<T>(work: () => Promise<T>): Promise<T> {
    const turn = { open: true }
    return inside.run(turn, () => work().finally(() => (turn.open = false)))
  }

  return {
    /** At once when nobody has the connection, else in order of arrival. */
    async pass<T>(statement: () => T): Promise<T> {
      refuseInside()
      return lastInLine === undefined ? statement() : inLine(statement)
    },
    /** Has the connection to itself until `work` settles. */
    async alone<T>(work: () => Promise<T>): Promise<T> {
      refuseInside()
      return inLine(() => within(work))
    },
    /** One of several works of whoever has the connection: inside until it settles itself. */
    within,
    refuseInside,
    /** Whether the caller is inside of a work, and that still has the connection. */
    isInside: (): boolean => inside.getStore()?.open === true,
  }
}
