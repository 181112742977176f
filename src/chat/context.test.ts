import { describe, expect, it } from 'vitest'
import type { Store } from '../db/store.ts'
import { contextFor } from './context.ts'
import type { Plan } from './prepare.ts'
import type { Said } from './treeQueries.ts'
import { tokensOf } from './window.ts'

const NOTHING = { model: null, leftOut: 0, summary: null, summaryUntil: null }
const NO_STORE = {} as Store

const planFor = (contextTokens: number, tokenRatio = 1): Plan =>
  ({ route: { model: { name: 'M', upstreamId: 'm', contextTokens, maxOutputTokens: null, replaysReasoning: false } }, tokenRatio }) as Plan

const said = (...texts: string[]): Said[] =>
  texts.map((content, index) => ({ ...NOTHING, id: `${index}`, parentId: null, role: index % 2 === 0 ? 'user' : 'assistant', content }))

describe('the context of a question', () => {
  it('is the system prompt and all that was said while that fits, with the tokens of it', async () => {
    const conversation = { id: 'c', prompt: 'Be kind.', said: said('one', 'two', 'three') }
    const { messages, tokens, leftOut } = await contextFor(NO_STORE, planFor(8_000), conversation)
    expect(messages.map(({ role, content }) => `${role}: ${content}`)).toEqual([
      'system: Be kind.',
      'user: one',
      'assistant: two',
      'user: three',
    ])
    expect(leftOut).toBe(0)
    expect(tokens).toBe(tokensOf(messages, 1))
  })

  it('has no system message where the prompt is empty', async () => {
    const { messages } = await contextFor(NO_STORE, planFor(8_000), { id: 'c', prompt: '', said: said('one') })
    expect(messages).toEqual([{ role: 'user', content: 'one' }])
  })
})

describe('the context of an answer that is gone on with', () => {
  const instruction = 'Go on.'

  it('ends with what is asked of it', async () => {
    const { messages } = await contextFor(NO_STORE, planFor(8_000), { id: 'c', prompt: '', said: said('one', 'half'), instruction })
    expect(messages.map(({ content }) => content)).toEqual(['one', 'half', 'Go on.'])
  })

  it('always has the answer and its question', async () => {
    const long = said('one', 'two', 'three', 'word '.repeat(5_000))
    await expect(contextFor(NO_STORE, planFor(6_000), { id: 'c', prompt: '', said: long, instruction })).rejects.toThrow(
      'question_too_large',
    )
  })
})
