import { idAt } from './ids.ts'
import type { Table } from './database.ts'
import type { World } from './people.ts'

export type Model = { id: string; name: string; currency: string; input: number; cached_input: number; output: number; share: number }
export type Key = { id: string; label: string }

/** The last one is rare: a filter by it has to pass a thousand others for each of its own. */
const MODELS = [
  { name: 'deepseek-flash', currency: 'CNY', cached_input: 20_000, input: 1_000_000, output: 4_000_000, share: 0.6 },
  { name: 'deepseek-v4-pro', currency: 'CNY', cached_input: 150_000, input: 4_500_000, output: 13_500_000, share: 0.2 },
  { name: 'qwen-max', currency: 'CNY', cached_input: 100_000, input: 2_000_000, output: 8_000_000, share: 0.1 },
  { name: 'gpt-mini', currency: 'USD', cached_input: 25_000, input: 250_000, output: 2_000_000, share: 0.08 },
  { name: 'llama-local', currency: 'USD', cached_input: 0, input: 0, output: 0, share: 0.019 },
  { name: 'rare-model', currency: 'USD', cached_input: 100_000, input: 1_000_000, output: 5_000_000, share: 0.001 },
]
export const [COMMON_MODEL, RARE_MODEL] = ['deepseek-flash', 'rare-model']
const KEYS = 8
const MODEL_COLUMNS =
  'id name upstream_id provider context_tokens abilities params prices enabled is_default position created_at updated_at'
const KEY_COLUMNS = 'id label provider base_url last4 weight priority allow_private enabled status created_at updated_at'

export function makeUpstreams({ random, now }: World) {
  const models: Model[] = MODELS.map((model) => ({ id: idAt(now, random), ...model }))
  const keys: Key[] = Array.from({ length: KEYS }, (_, index) => ({ id: idAt(now, random), label: `Key ${index + 1}` }))
  return { models, keys }
}

export function upstreamTables({ now }: World, models: readonly Model[], keys: readonly Key[]): Table[] {
  const at = new Date(now)
  const modelRow = ({ id, name, currency, input, cached_input, output }: Model, index: number) => {
    const prices = JSON.stringify([{ currency, input, cached_input, output, from: '2025-01-01T00:00:00.000Z' }])
    return [id, name, name, 'bench', 128_000, '{}', '{}', prices, true, index === 0, index, at, at]
  }
  const keyRow = ({ id, label }: Key) => [id, label, 'bench', 'http://127.0.0.1:9/v1', '0000', 1, 0, true, true, 'ok', at, at]
  return [
    { name: 'models', columns: MODEL_COLUMNS, rows: models.map(modelRow) },
    { name: 'api_keys', columns: KEY_COLUMNS, rows: keys.map(keyRow) },
  ]
}
