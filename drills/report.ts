/** What a drill counted, and what it found wrong. */
export type Report = { counts: readonly (readonly [what: string, count: number | string])[]; violations: readonly string[] }

const SHOWN = 40

/** A table for people, and the violations under it. */
export function tableOf(title: string, { counts, violations }: Report): string {
  const width = Math.max(...counts.map(([what]) => what.length))
  const rows = counts.map(([what, count]) => `  ${what.padEnd(width)}  ${String(count).padStart(8)}`)
  const faults = violations.slice(0, SHOWN).map((violation) => `  ✗ ${violation}`)
  const more = violations.length > SHOWN ? [`  … and ${violations.length - SHOWN} more`] : []
  const verdict = violations.length === 0 ? 'held' : `${violations.length} violations`
  return [`${title}: ${verdict}`, ...rows, ...faults, ...more].join('\n')
}
