import { createContext, Script } from 'node:vm'

const context = createContext({ work: undefined as (() => unknown) | undefined })
const script = new Script('work()')

/** The result of `work`, or undefined when it took longer than `limit` milliseconds. Some grammars are cubic: no count foretells it. */
export function withinTime<T>(limit: number, work: () => T): T | undefined {
  let result: T | undefined
  context['work'] = () => {
    result = work()
  }
  try {
    script.runInContext(context, { timeout: limit })
    return result
  } catch {
    return undefined
  }
}
