import type { Price } from '../db/values.ts'
import type { ChatRequest } from '../llm/llm.ts'
import type { KeyRow, ModelRow } from './queries.ts'

export type ModelChoice = {
  /** null: the built-in demo */
  id: string | null
  name: string
  upstreamId: string
  /** the name that it had before */
  alias: string | null
  contextTokens: number
  maxOutputTokens: number | null
  thinking: NonNullable<ChatRequest['thinking']>
  /** its server wants the thoughts of earlier answers back */
  replaysReasoning: boolean
  params: Readonly<Record<string, unknown>>
  prices: readonly Price[]
}

export const DEMO: ModelChoice = {
  id: null,
  name: 'Demo',
  upstreamId: 'demo',
  alias: null,
  contextTokens: 8_000,
  maxOutputTokens: null,
  thinking: 'deepseek',
  replaysReasoning: false,
  params: {},
  prices: [],
}

/** Whether a key is in use for a model: of its provider, and not kept to others. */
export const serves = (key: KeyRow, { provider, upstreamId }: Pick<ModelRow, 'provider' | 'upstreamId'>): boolean =>
  key.enabled && key.provider === provider && (key.models?.includes(upstreamId) ?? true)

export const defaultFirst = (rows: readonly ModelRow[]): ModelRow[] => rows.toSorted((a, b) => Number(b.isDefault) - Number(a.isDefault))

/** The models of a name; those that only had it before come last. */
export function calledSo(rows: readonly ModelRow[], name: string): ModelRow[] {
  const now = rows.filter((row) => row.id === name || row.upstreamId === name)
  return [...now, ...rows.filter((row) => row.alias === name && !now.includes(row))]
}

export const namesOf = (rows: readonly ModelRow[]): ReadonlyMap<string, string> =>
  new Map([
    [DEMO.upstreamId, DEMO.name],
    ...rows.flatMap(({ alias, name }): [string, string][] => (alias === null ? [] : [[alias, name]])),
    ...rows.map(({ upstreamId, name }): [string, string] => [upstreamId, name]),
  ])

export const toChoice = (row: ModelRow): ModelChoice => ({
  id: row.id,
  name: row.name,
  upstreamId: row.upstreamId,
  alias: row.alias,
  contextTokens: row.contextTokens,
  maxOutputTokens: row.maxOutputTokens,
  thinking: row.abilities.thinking ?? 'none',
  replaysReasoning: row.abilities.replay_reasoning ?? false,
  params: row.params,
  prices: row.prices,
})
