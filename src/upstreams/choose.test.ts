import { describe, expect, it } from 'vitest'
import { type Candidate, chooseKey } from './choose.ts'

const candidate = (key: string, more: Partial<Candidate<string>> = {}): Candidate<string> => ({
  key,
  priority: 0,
  weight: 1,
  running: 0,
  ...more,
})

describe('the choice of a key', () => {
  it('is nothing where there is none', () => expect(chooseKey([], () => 0)).toBeNull())

  it('is the one with the best priority, however busy', () => {
    const keys = [candidate('second', { priority: 1 }), candidate('first', { running: 50 })]
    expect(chooseKey(keys, () => 0.99)).toBe('first')
  })

  it('is the least busy of those, measured by its weight', () => {
    const keys = [candidate('small', { running: 2 }), candidate('large', { running: 5, weight: 3 })]
    expect(chooseKey(keys, () => 0)).toBe('large')
  })

  it('falls on equals as often as their weights say', () => {
    const keys = [candidate('a', { weight: 1 }), candidate('b', { weight: 3 })]
    const chosen = Array.from({ length: 100 }, (_, i) => chooseKey(keys, () => i / 100))
    expect(chosen.filter((key) => key === 'b')).toHaveLength(75)
  })

  it('takes a weight of nothing for one', () => {
    expect(chooseKey([candidate('a', { weight: 0 })], () => 0.5)).toBe('a')
  })
})
