import { describe, expect, it } from 'vitest'
import { estimateMessage, estimateTokens } from './estimate.ts'
import { TOKEN_SAMPLES } from './testing/tokenSamples.ts'

describe('estimated tokens', () => {
  it.each(TOKEN_SAMPLES)('of $name are within a fifth of what a tokenizer counts', ({ text, tokens }) => {
    expect(estimateTokens(text) / tokens).toBeGreaterThan(0.8)
    expect(estimateTokens(text) / tokens).toBeLessThan(1.2)
  })

  it('are, over all of them, a little more than there are: what is thought to fit fits', () => {
    const estimated = TOKEN_SAMPLES.reduce((sum, { text }) => sum + estimateTokens(text), 0)
    const counted = TOKEN_SAMPLES.reduce((sum, { tokens }) => sum + tokens, 0)
    expect(estimated / counted).toBeGreaterThan(1)
    expect(estimated / counted).toBeLessThan(1.1)
  })

  it.each([
    ['nothing', '', 0, 0],
    ['two words', 'hello world', 2, 3],
    ['four Chinese characters', '你好世界', 2, 3],
    ['a number of a hundred digits', '3'.repeat(100), 30, 40],
    ['a thousand spaces', ' '.repeat(1_000), 1, 60],
    ['a thousand emoji', '🙂'.repeat(1_000), 1_000, 2_500],
    ['half an emoji', '\ud83d', 1, 2],
  ])('of %s', (_name, text, least, most) => {
    expect(estimateTokens(text)).toBeGreaterThanOrEqual(least)
    expect(estimateTokens(text)).toBeLessThanOrEqual(most)
  })

  it('never shrink when the text grows', () => {
    const text = TOKEN_SAMPLES.map((sample) => sample.text).join('\n')
    const estimates = Array.from({ length: 60 }, (_, n) => estimateTokens(text.slice(0, n * 97)))
    expect(estimates).toEqual(estimates.toSorted((a, b) => a - b))
  })

  it('of a message count its thoughts and what the format adds', () => {
    const [content, reasoning] = ['the answer', 'the thoughts behind it']
    expect(estimateMessage({ content, reasoning })).toBe(estimateMessage({ content }) + estimateTokens(reasoning))
    expect(estimateMessage({ content })).toBeGreaterThan(estimateTokens(content))
  })
})
