import { describe, expect, it } from 'vitest'
import { titleFrom } from './title.ts'

describe('the title from a question', () => {
  it('is a short question itself', () => expect(titleFrom('  What is a lease?  ')).toBe('What is a lease?'))
  it('is the first line that has words', () => expect(titleFrom('\n\n# Plan\nfor Monday')).toBe('Plan'))
  it('cuts a long line at a word', () => {
    const title = titleFrom('word '.repeat(40))
    expect(title).toMatch(/^(word )+word…$/)
    expect(title.length).toBeLessThanOrEqual(60)
  })
  it('cuts Chinese by characters and never through an emoji', () => {
    expect([...titleFrom('价格'.repeat(100))]).toHaveLength(60)
    expect(titleFrom('👩‍👩‍👧'.repeat(100))).toMatch(/^(👩‍👩‍👧)+…$/u)
    expect([...titleFrom('👨‍👩‍👧‍👦'.repeat(100))].length).toBeLessThanOrEqual(201)
  })
  it('is never empty', () => expect(titleFrom('```\n---')).not.toBe(''))
})
