import { Lexer, type Token } from 'marked'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createGrowing } from './markdown.ts'
import { answers } from './testing/answers.ts'
import { options } from './testing/render.ts'

/** Work is counted, not timed: every character that the parser is given, of blocks or of pieces of a line. */
let parsed = 0

beforeEach(() => {
  parsed = 0
  let inside = false
  for (const name of ['lex', 'inlineTokens'] as const) {
    const parse = Lexer.prototype[name] as (this: Lexer, text: string, tokens?: Token[]) => never
    vi.spyOn(Lexer.prototype, name).mockImplementation(function (this: Lexer, text: string, tokens?: Token[]) {
      if (inside) return parse.call(this, text, tokens)
      parsed += text.length
      inside = true
      try {
        return parse.call(this, text, tokens)
      } finally {
        inside = false
      }
    })
  }
})
afterEach(() => void vi.restoreAllMocks())

async function parsedFor(text: string, step: number): Promise<number> {
  const growing = createGrowing(options)
  for (let at = 0; at < text.length; at += step) {
    growing.push(text.slice(at, at + step))
    if (!growing.goOn()) await growing.view()
  }
  await growing.end()
  return parsed / text.length
}

const prose = `${'Plain words and **bold ones** with `code` in them, and so on. '.repeat(6)}\n\n`
const answer = Object.values(answers).join('\n\n')

describe('an answer that is looked at after every four characters', () => {
  it.each([1, 4, 16])('costs in all what its length says, %i times as long', async (times) => {
    expect(await parsedFor(`${answer}\n\n${prose}`.repeat(times), 4)).toBeLessThan(2)
  })

  it.each([
    ['words', 'word '.repeat(2_000), 1.01],
    ['Chinese', '这是一句话，后面还有。'.repeat(500), 1.01],
    ['a paragraph with marks', prose.trim().repeat(20), 2],
    ['code', `\`\`\`js\n${'const a = 1\n'.repeat(800)}\`\`\`\n`, 0],
    ['an open formula', `$$\n${'x + y \\\\\n'.repeat(300)}`, 1],
    ['a list', '- item **bold** and `code` words\n'.repeat(900), 4],
    ['a table', `| a | b |\n|---|---|\n${'| one **word** | `two` |\n'.repeat(1_000)}`, 3],
  ])('parses %s hardly more than once', async (_, text, most) => {
    expect(await parsedFor(text, 4)).toBeLessThanOrEqual(most)
  })

  it('parses a quote without end each time that it has grown by a thirty-second', async () => {
    expect(await parsedFor('> words of somebody\n'.repeat(1_200), 4)).toBeLessThan(40)
  })
})
