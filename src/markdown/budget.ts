/** Characters that one answer may have coloured and set as formulas; the rest is shown as it is written. */
export type Budget = { code: number; tex: number }

export const newBudget = (): Budget => ({ code: 200_000, tex: 100_000 })

/** Whether there is enough left for `text`; takes it. */
export function spend(budget: Budget, kind: keyof Budget, text: string): boolean {
  budget[kind] -= text.length
  return budget[kind] >= 0
}
