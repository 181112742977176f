import { expect, it } from 'vitest'
import type { TestModule } from 'vitest/node'
import { closingLine, timeLine } from './tally.ts'

const file = (tier: string, ms: number) =>
  ({ project: { name: tier }, diagnostic: () => ({ collectDuration: 100, duration: ms }) }) as unknown as TestModule

it('says of each tier what its files took together', () => {
  const line = timeLine([file('unit', 900), file('browser', 60_400), file('unit', 1_900)])
  expect(line).toBe('Time of all files: unit 3 s, browser 61 s')
})

it('names what was skipped only where something was', () => {
  expect(closingLine({ passed: 2, failed: 0, skipped: 0 })).toBe('2 passed, 0 failed')
  expect(closingLine({ passed: 2, failed: 1, skipped: 3 })).toBe('2 passed, 1 failed, 3 skipped')
})
