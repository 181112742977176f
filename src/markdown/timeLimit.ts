import { createContext, Script } from 'node:vm'

/**
 * The result of `work`, or undefined when it took longer than `limit` milliseconds. Some grammars are cubic: no count foretells it.
 * Costs a millisecond itself.
 */
export function withinTime<T>(limit: number, work: () => T): T | undefined {
  let result: T | undefined
  const context = createContext({
    work() {
      result = work()
    },
  })
  try {
    new Script('work()').runInContext(context, { timeout: limit })
    return result
  } catch {
    return undefined
  }
}
