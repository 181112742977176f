import { Lexer } from 'marked'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createGrowing, renderMarkdown } from './markdown.ts'
import { pathological } from './testing/pathological.ts'
import { options } from './testing/render.ts'
import { Tools } from './tools.ts'

const LONG = ['fences in lists', 'rows']

/** A slow machine that always takes the same time: it parses a thousand characters in a millisecond. */
const CHARACTERS_PER_MS = 1_000
let clock = 0

beforeEach(() => {
  clock = 0
  const lex = Lexer.prototype.lex
  vi.spyOn(performance, 'now').mockImplementation(() => clock)
  vi.spyOn(Lexer.prototype, 'lex').mockImplementation(function (this: Lexer, text: string) {
    clock += text.length / CHARACTERS_PER_MS
    return lex.call(this, text)
  })
})
afterEach(() => void vi.restoreAllMocks())

/** The longest that nobody else had a turn, ms. */
async function longestHold(work: () => Promise<unknown>): Promise<number> {
  let held = 0
  let last = clock
  const turn = () => {
    held = Math.max(held, clock - last)
    last = clock
    next = setImmediate(turn)
  }
  let next = setImmediate(turn)
  await work()
  clearImmediate(next)
  return Math.max(held, clock - last)
}

describe('others have a turn within 50 ms', () => {
  it.each(LONG)('while all of it is rendered: %s', async (name) => {
    expect(await longestHold(() => renderMarkdown(pathological[name] ?? '', options))).toBeLessThan(50)
    expect(clock).toBeGreaterThan(50)
  })

  it('while who comes late is shown a long answer', async () => {
    const growing = createGrowing(options)
    growing.push('Words of a paragraph, **some of them bold**.\n\n'.repeat(5_000))
    expect(await longestHold(() => growing.view())).toBeLessThan(50)
    expect(clock).toBeGreaterThan(200)
  })

  it('while what was loaded for a block had been loaded already', async () => {
    vi.spyOn(Tools.prototype, 'incomplete', 'get').mockReturnValueOnce(true).mockReturnValueOnce(true)
    vi.spyOn(Tools.prototype, 'load').mockResolvedValue()
    expect(await longestHold(() => renderMarkdown('Words and more of them.\n'.repeat(1_300), options))).toBeLessThan(50)
    expect(clock).toBeGreaterThan(50)
  })
})
