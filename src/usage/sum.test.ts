import { describe, expect, it } from 'vitest'
import type { TurnUsage } from '../turn/events.ts'
import { sumOf } from './sum.ts'

const call = (over: Partial<TurnUsage> = {}): TurnUsage => ({
  prompt_tokens: 10,
  completion_tokens: 4,
  total_tokens: 14,
  cached_tokens: 3,
  reasoning_tokens: 1,
  cost: 7,
  currency: 'CNY',
  estimated: false,
  ...over,
})

describe('the calls for one answer', () => {
  it('are one as they are', () => {
    expect(sumOf([call()])).toEqual(call())
  })

  it('add up, and are an estimate when one of them is', () => {
    expect(sumOf([call(), call({ estimated: true, cost: 1 })])).toEqual(
      call({ prompt_tokens: 20, completion_tokens: 8, total_tokens: 28, cached_tokens: 6, reasoning_tokens: 2, cost: 8, estimated: true }),
    )
  })

  it('never add money of two currencies', () => {
    expect(sumOf([call(), call({ currency: 'USD', cost: 9 }), call({ currency: 'USD', cost: 1 })])).toMatchObject({
      cost: 10,
      currency: 'USD',
    })
  })
})
