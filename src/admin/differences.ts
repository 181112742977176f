import type { Json } from '../db/values.ts'

type Values = Record<string, Json>

/** What stood there and what stands there now, of the fields that differ; null: none does. */
export function differences(before: Values, after: Values): { before: Values; after: Values } | null {
  const changed = Object.keys(after).filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]))
  if (changed.length === 0) return null
  const pick = (from: Values): Values => Object.fromEntries(changed.map((name) => [name, from[name] ?? null]))
  return { before: pick(before), after: pick(after) }
}
