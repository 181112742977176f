import { writeFileSync } from 'node:fs'
import type { Reporter, TestModule, TestRunEndReason } from 'vitest/node'

/** What a run came to; a file or a hook that broke counts as one failure. */
export type Tally = { passed: number; failed: number; skipped: number }

type Errors = ReadonlyArray<unknown>

export function count(modules: ReadonlyArray<TestModule>, unhandled: Errors): Tally {
  const tally: Tally = { passed: 0, failed: unhandled.length, skipped: 0 }
  for (const module of modules) {
    let failedHere = 0
    for (const test of module.children.allTests()) {
      const { state } = test.result()
      if (state === 'passed') tally.passed++
      else if (state === 'failed') failedHere++
      else tally.skipped++
    }
    if (failedHere === 0 && module.state() === 'failed') failedHere = 1
    tally.failed += failedHere
  }
  return tally
}

/** `12 passed, 0 failed`, with `, 3 skipped` where there are any. */
export const closingLine = ({ passed, failed, skipped }: Tally): string =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`

/** `Time of all files: unit 40 s, browser 260 s`: they ran side by side. */
export function timeLine(modules: ReadonlyArray<TestModule>): string {
  const times = new Map<string, number>()
  for (const module of modules) {
    const { collectDuration, duration } = module.diagnostic()
    times.set(module.project.name, (times.get(module.project.name) ?? 0) + collectDuration + duration)
  }
  return `Time of all files: ${[...times].map(([tier, ms]) => `${tier} ${Math.round(ms / 1_000)} s`).join(', ')}`
}

/** Prints what the tiers took. Leaves the sum where `npm test` asked for it (`TEST_TALLY`, a file), else prints it. */
export default class TallyReporter implements Reporter {
  onTestRunEnd(modules: ReadonlyArray<TestModule>, unhandled: Errors, reason: TestRunEndReason): void {
    const tally = count(modules, unhandled)
    if (reason === 'failed' && tally.failed === 0) tally.failed = 1
    console.log(`\n${timeLine(modules)}`)
    const file = process.env['TEST_TALLY']
    if (file === undefined) console.log(closingLine(tally))
    else writeFileSync(file, JSON.stringify(tally))
  }
}
