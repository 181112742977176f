import { describe, expect, it } from 'vitest'
import { readUsage } from './tokenCount.ts'

describe('usage', () => {
  it.each<[string, object, [number, number, number, number]]>([
    ['plain', { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 }, [10, 0, 5, 0]],
    [
      'DeepSeek',
      { prompt_tokens: 10, completion_tokens: 5, prompt_cache_hit_tokens: 4, completion_tokens_details: { reasoning_tokens: 3 } },
      [10, 4, 5, 3],
    ],
    ['DeepSeek without a sum', { prompt_cache_hit_tokens: 4, prompt_cache_miss_tokens: 6, completion_tokens: 5 }, [10, 4, 5, 0]],
    ['OpenAI', { prompt_tokens: 10, completion_tokens: 5, prompt_tokens_details: { cached_tokens: 8 } }, [10, 8, 5, 0]],
    ['Moonshot', { prompt_tokens: 10, completion_tokens: 5, cached_tokens: 7 }, [10, 7, 5, 0]],
    ['Responses', { input_tokens: 10, output_tokens: 5, input_tokens_details: { cached_tokens: 2 } }, [10, 2, 5, 0]],
    ['a total only beside the prompt', { prompt_tokens: 10, total_tokens: 15 }, [10, 0, 5, 0]],
    ['a total only beside the answer', { completion_tokens: 5, total_tokens: 15 }, [10, 0, 5, 0]],
    [
      'xAI, where reasoning stands beside the answer',
      { prompt_tokens: 10, completion_tokens: 5, total_tokens: 35, completion_tokens_details: { reasoning_tokens: 20 } },
      [10, 0, 25, 20],
    ],
    ['parts larger than their whole', { prompt_tokens: 10, completion_tokens: 5, cached_tokens: 99, reasoning_tokens: 99 }, [10, 10, 5, 5]],
    ['details of null', { prompt_tokens: 1, completion_tokens: 0, prompt_tokens_details: null }, [1, 0, 0, 0]],
  ])('of %s is counted', (_, usage, [promptTokens, cachedTokens, completionTokens, reasoningTokens]) => {
    expect(readUsage(usage)).toEqual({ promptTokens, cachedTokens, completionTokens, reasoningTokens })
  })

  it.each([null, undefined, 5, 'x', [], {}, { prompt_tokens: -1 }, { prompt_tokens: '5' }, { total_tokens: 3 }, { prompt_tokens: 1e300 }])(
    'of %j is none',
    (usage) => {
      expect(readUsage(usage)).toBeNull()
    },
  )
})
