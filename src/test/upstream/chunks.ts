import type { Settings } from './settings.ts'

/** The `data` of a stream's events, and the counts, as OpenAI and DeepSeek write them. */
const chunk = (model: string, rest: object): string =>
  JSON.stringify({ id: 'fake-0001', object: 'chat.completion.chunk', created: 1760000000, model, ...rest })

type Delta = { role?: string; content?: string | null; reasoning_content?: string; reasoning?: string }

export const deltaChunk = (model: string, delta: Delta, nullUsage = false): string =>
  chunk(model, { choices: [{ index: 0, delta, logprobs: null, finish_reason: null }], ...(nullUsage && { usage: null }) })

export type Counts = { prompt: number; completion: number; reasoning: number }

export function deepseekUsage({ prompt, completion, reasoning }: Counts) {
  const hit = Math.floor(prompt / 128) * 64
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_cache_hit_tokens: hit,
    prompt_cache_miss_tokens: prompt - hit,
    completion_tokens_details: { reasoning_tokens: reasoning },
  }
}

export function openaiUsage({ prompt, completion, reasoning }: Counts) {
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: { cached_tokens: Math.floor(prompt / 128) * 64 },
    completion_tokens_details: { reasoning_tokens: reasoning },
  }
}

/** The chunks that end an answer: the finish reason, and usage in the form that was asked for. */
export function finalChunks(model: string, counts: Counts, { finish, usage }: Pick<Settings, 'finish' | 'usage'>): string[] {
  const choice = { index: 0, delta: { content: '' }, logprobs: null, finish_reason: finish === 'null' ? null : finish }
  const last = chunk(model, { choices: [choice] })
  switch (usage) {
    case '0':
      return [last]
    case 'openai':
    case 'null':
      return [chunk(model, { choices: [choice], usage: null }), chunk(model, { choices: [], usage: openaiUsage(counts) })]
    case 'choices':
      return [chunk(model, { choices: [{ ...choice, usage: openaiUsage(counts) }] })]
    case 'late':
      return [last, JSON.stringify({ usage: deepseekUsage(counts) })]
    default:
      return [chunk(model, { choices: [choice], usage: deepseekUsage(counts) })]
  }
}

export const completion = (model: string, content: string, reasoning: string, counts: Counts, finish: string) => ({
  id: 'fake-0001',
  object: 'chat.completion',
  created: 1760000000,
  model,
  choices: [
    { index: 0, message: { role: 'assistant', content, ...(reasoning && { reasoning_content: reasoning }) }, finish_reason: finish },
  ],
  usage: deepseekUsage(counts),
})
