import type { TokenCount } from './llm.ts'
import { isObject, type JsonObject } from './json.ts'

const count = (value: unknown): number | null => (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null)

const inside = (usage: JsonObject, name: string): JsonObject => {
  const details = usage[name]
  return isObject(details) ? details : {}
}

/** Reads the counts in any of the forms that servers send (OpenAI, DeepSeek, Ollama, xAI); null when there are none. */
export function readUsage(usage: unknown): TokenCount | null {
  if (!isObject(usage)) return null
  const total = count(usage['total_tokens'])
  const prompt = promptOf(usage)
  const completion = count(usage['completion_tokens']) ?? count(usage['output_tokens'])
  if (prompt === null && completion === null) return null
  const promptTokens = prompt ?? Math.max(0, (total ?? 0) - (completion ?? 0))
  const completionTokens = completion ?? Math.max(0, (total ?? 0) - promptTokens)
  const reasoning = count(inside(usage, 'completion_tokens_details')['reasoning_tokens']) ?? count(usage['reasoning_tokens']) ?? 0
  const apart = reasoning > 0 && total === promptTokens + completionTokens + reasoning
  const all = apart ? completionTokens + reasoning : completionTokens
  return { promptTokens, cachedTokens: cachedOf(usage, promptTokens), completionTokens: all, reasoningTokens: Math.min(reasoning, all) }
}

function promptOf(usage: JsonObject): number | null {
  const hit = count(usage['prompt_cache_hit_tokens'])
  const miss = count(usage['prompt_cache_miss_tokens'])
  const parts = hit === null || miss === null ? null : hit + miss
  return count(usage['prompt_tokens']) ?? count(usage['input_tokens']) ?? parts
}

function cachedOf(usage: JsonObject, promptTokens: number): number {
  const cached =
    count(usage['prompt_cache_hit_tokens']) ??
    count(inside(usage, 'prompt_tokens_details')['cached_tokens']) ??
    count(inside(usage, 'input_tokens_details')['cached_tokens']) ??
    count(usage['cached_tokens'])
  return Math.min(cached ?? 0, promptTokens)
}
