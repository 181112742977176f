import { describe, expect, it } from 'vitest'
import { firstTold, refuseTooLarge, roomOf, summaryTokensOf, tokensOf } from './window.ts'

const model = (contextTokens: number, maxOutputTokens: number | null = null) => ({ name: 'Small', contextTokens, maxOutputTokens })

describe('the room for what the model is told', () => {
  it.each([
    ['8k', model(8_000), 6_000],
    ['128k', model(128_000), 96_000],
    ['1M that writes 384k', model(1_000_000, 384_000), 750_000],
    ['1M that writes 100k', model(1_000_000, 120_000), 880_000],
    ['1M that writes little', model(1_000_000, 4_000), 900_000],
    ['8k that says it writes more', model(8_000, 16_000), 6_000],
  ])('in a window of %s', (_name, window, room) => {
    expect(roomOf(window)).toBe(room)
  })

  it('leaves a tenth of itself to a summary, within bounds', () => {
    expect([summaryTokensOf(model(8_000)), summaryTokensOf(model(1_000_000))]).toEqual([600, 2_000])
  })
})

describe('the first turn that is told', () => {
  const sizes = Array.from({ length: 10 }, () => 100)

  it('is the first of all while all fits', () => {
    expect(firstTold(sizes, { room: 1_000, before: 0 })).toBe(0)
  })

  it('moves on by a good piece when something must be left out', () => {
    expect(firstTold(sizes, { room: 999, before: 0 })).toBe(4)
  })

  it('stays where it was for as long as the rest fits', () => {
    expect(firstTold(sizes, { room: 700, before: 3 })).toBe(3)
    expect(firstTold(sizes, { room: 699, before: 3 })).toBe(6)
  })

  it('is never behind the newest, whatever that takes', () => {
    expect(firstTold([100, 100, 5_000], { room: 1_000, before: 0 })).toBe(2)
    expect(firstTold([100, 100], { room: 1_000, before: 7 })).toBe(0)
  })

  it('is the first of all again in a window that has become wide enough, not in one that is just full', () => {
    expect(firstTold(sizes, { room: 2_000, before: 4 })).toBe(0)
    expect(firstTold(sizes, { room: 1_000, before: 4 })).toBe(4)
  })
})

/** Numbers between 0 and 1, the same each time for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return state / 2_147_483_648
  }
}

/** Asks turn after turn; answers how often the beginning moved, and what was said in all. */
function converse(seed: number, room: number, turns: number): { moves: number; total: number } {
  const random = randomFrom(seed)
  const sizes: number[] = []
  let [first, moves] = [0, 0]
  for (let turn = 0; turn < turns; turn++) {
    const question = Math.ceil(random() ** 3 * room * 0.9)
    const start = firstTold([...sizes, question], { room, before: first })
    const told = [...sizes, question].slice(start).reduce((sum, size) => sum + size, 0)
    expect(told).toBeLessThanOrEqual(room)
    expect(start).toBeGreaterThanOrEqual(first)
    if (start !== first) moves++
    first = start
    sizes.push(question + Math.ceil(random() * room * 0.1))
  }
  return { moves, total: sizes.reduce((sum, size) => sum + size, 0) }
}

describe('over a long conversation', () => {
  it.each(Array.from({ length: 50 }, (_, seed) => seed))('the beginning seldom moves, and what is told always fits: %i', (seed) => {
    const room = 2_000 + seed * 700
    const { moves, total } = converse(seed, room, 300)
    expect(moves).toBeGreaterThan(0)
    expect(moves).toBeLessThanOrEqual(total / (0.3 * room) + 1)
  })

  it('of short turns it moves once in many', () => {
    const room = 10_000
    const counts = Array.from({ length: 1_000 }, (_, length) => length + 1).reduce(
      ({ first, moves }, length) => {
        const start = firstTold(
          Array.from({ length }, () => 100),
          { room, before: first },
        )
        return { first: start, moves: moves + (start === first ? 0 : 1) }
      },
      { first: 0, moves: 0 },
    )
    expect(counts.moves).toBe(Math.ceil((1_000 - 100) / 31))
  })
})

describe('a question that the model cannot be told even alone', () => {
  const refuse = (text: string, tokenRatio = 1) =>
    refuseTooLarge(
      { route: { model: model(8_000) }, tokenRatio },
      [{ role: 'system', content: 'Be kind.' }],
      [{ role: 'user', content: text }],
    )

  it('is refused with both figures, rounded so that the larger one looks it', () => {
    const text = '水'.repeat(12_700)
    expect(() => refuse(text)).toThrow(
      expect.objectContaining({ detail: { field: 'message', actual: 6_100, limit: 5_900, model: 'Small' } }),
    )
  })

  it('is one by what this model makes of it', () => {
    const text = '水'.repeat(9_000)
    expect(() => refuse(text)).not.toThrow()
    expect(() => refuse(text, 1.5)).toThrow('question_too_large')
    expect(tokensOf([{ role: 'user', content: text }], 1.5)).toBeGreaterThan(6_000)
  })
})
