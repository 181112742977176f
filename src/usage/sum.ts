import type { TurnUsage } from '../turn/events.ts'

type Figure = Exclude<keyof TurnUsage, 'cost' | 'currency' | 'estimated'>

/** What the calls for one answer come to. Money is added up in the currency of most of it. */
export function sumOf(calls: readonly TurnUsage[]): TurnUsage {
  const total = (figure: Figure): number => calls.reduce((sum, call) => sum + call[figure], 0)
  const dearest = calls.reduce((most, call) => (call.cost > (most?.cost ?? -1) ? call : most), calls[0])
  const currency = dearest?.currency ?? 'CNY'
  return {
    prompt_tokens: total('prompt_tokens'),
    completion_tokens: total('completion_tokens'),
    total_tokens: total('total_tokens'),
    cached_tokens: total('cached_tokens'),
    reasoning_tokens: total('reasoning_tokens'),
    cost: calls.reduce((sum, call) => sum + (call.currency === currency ? call.cost : 0), 0),
    currency,
    estimated: calls.some(({ estimated }) => estimated),
  }
}
