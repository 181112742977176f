import { createRandom, type Random } from '../../drills/world/random.ts'
import { costOf } from '../../src/usage/price.ts'
import type { Table, Value } from './database.ts'
import { idAt } from './ids.ts'
import type { Person } from './people.ts'
import type { Key, Model } from './upstreams.ts'

export type Status = 'complete' | 'stopped' | 'interrupted' | 'failed'
export type Call = {
  id: string
  person: Person
  model: Model
  key: Key
  status: Status
  promptTokens: number
  cachedTokens: number
  completionTokens: number
  reasoningTokens: number
  cost: number
  ttftMs: number | null
  durationMs: number
  at: number
  requestId: string
}

export type Plan = { people: readonly Person[]; models: readonly Model[]; keys: readonly Key[]; now: number; days: number; calls: number }

const SEED = 20_261_130
/** so uneven is who calls: the first of 10,000 makes some 64,000 of a million calls, the 100th a thousand, the last dozens */
const SKEW = 0.9
/** of a hundred who signed up, so many have never asked anything */
const SILENT_SHARE = 0.05
const DAY_MS = 86_400_000

/** A choice of places with given weights, by binary search. */
function weighted(weights: readonly number[]): (at: number) => number {
  let sum = 0
  const ends = weights.map((weight) => (sum += weight))
  return (at) => {
    const wanted = at * sum
    let [low, high] = [0, ends.length - 1]
    while (low < high) {
      const middle = (low + high) >> 1
      if (ends[middle]! > wanted) high = middle
      else low = middle + 1
    }
    return low
  }
}

function statusAt(at: number): Status {
  if (at < 0.03) return 'failed'
  if (at < 0.05) return 'stopped'
  return at < 0.055 ? 'interrupted' : 'complete'
}

function tokensOf(random: Random, status: Status) {
  if (status === 'failed') return { promptTokens: 0, cachedTokens: 0, completionTokens: 0, reasoningTokens: 0 }
  const promptTokens = 20 + Math.floor(random.next() ** 3 * 20_000)
  const completionTokens = 1 + Math.floor(random.next() ** 2 * 2_000)
  return {
    promptTokens,
    cachedTokens: Math.floor(promptTokens * random.next()),
    completionTokens,
    reasoningTokens: Math.floor(completionTokens * random.next() * 0.5),
  }
}

/** Calls of all, the oldest first; every time the same. */
export function* makeCalls({ people, models, keys, now, days, calls }: Plan): Generator<Call> {
  const random = createRandom(SEED)
  const callers = people.slice(1, Math.max(2, Math.ceil(people.length * (1 - SILENT_SHARE))))
  const caller = weighted(callers.map((_, index) => 1 / (index + 1) ** SKEW))
  const modelAt = weighted(models.map(({ share }) => share))
  const span = days * DAY_MS
  for (let index = 0; index < calls; index++) {
    const at = now - span + Math.floor(((index + random.next()) / calls) * span)
    const model = models[modelAt(random.next())]!
    const status = statusAt(random.next())
    const tokens = tokensOf(random, status)
    const ttftMs = status === 'failed' ? null : 150 + Math.floor(random.next() ** 4 * 8_000)
    yield {
      id: idAt(at, random),
      person: callers[caller(random.next())]!,
      model,
      key: random.pick(keys),
      status,
      ...tokens,
      cost: costOf(tokens, model),
      ttftMs,
      durationMs: (ttftMs ?? 200) + tokens.completionTokens * 15,
      at,
      requestId: idAt(at, random),
    }
  }
}

const USAGE_COLUMNS = [
  'id user_id conversation_id message_id model_id model key_id key_label source purpose status estimated prompt_tokens cached_tokens',
  'completion_tokens reasoning_tokens total_tokens reserved_tokens cost currency input_price cached_input_price output_price ttft_ms duration_ms request_id created_at settled_at',
].join(' ')

/** Of conversations and messages that are deleted: their ids stay with a call. */
function usageRow(call: Call): Value[] {
  const { id, person, model, key, status, promptTokens, cachedTokens, completionTokens, reasoningTokens, requestId, at } = call
  const conversationId = `${id.slice(0, 9)}${id.slice(9, 14).replace(/.$/, '-')}${id.slice(14)}`
  const messageId = `${id.slice(0, 24)}${id.slice(24).split('').toReversed().join('')}`
  const who = [id, person.id, conversationId, messageId, model.id, model.name, key.id, key.label]
  const how = [at % 7 === 0 ? 'api' : 'web', 'answer', status, status === 'interrupted']
  const tokens = [promptTokens, cachedTokens, completionTokens, reasoningTokens, promptTokens + completionTokens, 0]
  const times = [call.ttftMs, call.durationMs, requestId, new Date(at), new Date(at + call.durationMs)]
  const price = [model.currency, model.input, model.cached_input, model.output]
  return [...who, ...how, ...tokens, call.cost, ...price, ...times]
}

const LOG_COLUMNS = [
  'id request_id user_id key_id key_label model status http_status error_class ttft_ms duration_ms bytes_in bytes_out created_at',
].join(' ')

function logRow(call: Call): Value[] {
  const { id, requestId, person, key, model, status, ttftMs, durationMs, at } = call
  const failed = status === 'failed'
  const bytes = [call.completionTokens * 180, call.promptTokens * 4]
  const how = [status, failed ? 503 : 200, failed ? 'server_error' : null, ttftMs, durationMs]
  return [id, requestId, person.id, key.id, key.label, model.name, ...how, ...bytes, new Date(at + durationMs)]
}

function* rowsOf(plan: Plan, row: (call: Call) => Value[], seen: (call: Call) => void = () => undefined): Generator<Value[]> {
  for (const call of makeCalls(plan)) {
    seen(call)
    yield row(call)
  }
}

/** `seen` is told of each call as its row is written. */
export const callTables = (plan: Plan, seen: (call: Call) => void): Table[] => [
  { name: 'token_usage', columns: USAGE_COLUMNS, rows: rowsOf(plan, usageRow, seen) },
  { name: 'proxy_logs', columns: LOG_COLUMNS, rows: rowsOf(plan, logRow) },
]
