import { describe, expect, it } from 'vitest'
import type { ChatMessage } from '../llm/llm.ts'
import { fitContext } from './context.ts'

const talk = (count: number): ChatMessage[] =>
  Array.from({ length: count }, (_, n): ChatMessage => ({
    role: n % 2 === 0 ? 'user' : 'assistant',
    content: `${n} ${'word '.repeat(20)}`,
  }))

describe('what the model is sent', () => {
  it('is all of it while it fits, after the system prompt', () => {
    const history = talk(5)
    expect(fitContext('system', history, { contextTokens: 10_000, maxOutputTokens: null })).toEqual([
      { role: 'system', content: 'system' },
      ...history,
    ])
  })

  it('is the system prompt and the newest messages that fit, beginning with a question', () => {
    const history = talk(101)
    const sent = fitContext('system', history, { contextTokens: 1_000, maxOutputTokens: null })
    expect(sent[0]).toEqual({ role: 'system', content: 'system' })
    expect(sent[1]?.role).toBe('user')
    expect(sent.slice(1)).toEqual(history.slice(-(sent.length - 1)))
    expect(sent.length).toBeGreaterThan(5)
    expect(sent.length).toBeLessThan(60)
  })

  it('is always the question itself, however long', () => {
    const question: ChatMessage = { role: 'user', content: 'x'.repeat(100_000) }
    expect(fitContext('', [...talk(4), question], { contextTokens: 1_000, maxOutputTokens: null })).toEqual([question])
  })

  it('has the same beginning from one question to the next while it fits', () => {
    const model = { contextTokens: 100_000, maxOutputTokens: null }
    const before = fitContext('system', talk(5), model)
    expect(fitContext('system', talk(7), model).slice(0, before.length)).toEqual(before)
  })
})
