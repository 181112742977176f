import { Lexer } from 'marked'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createGrowing } from './markdown.ts'
import { answers } from './testing/answers.ts'
import { options } from './testing/render.ts'

/** Work is counted, not timed: every character that the parser is given. */
let parsed = 0

beforeEach(() => {
  parsed = 0
  const lex = Lexer.prototype.lex
  vi.spyOn(Lexer.prototype, 'lex').mockImplementation(function (this: Lexer, text: string) {
    parsed += text.length
    return lex.call(this, text)
  })
})
afterEach(() => void vi.restoreAllMocks())

async function parsedFor(text: string, step: number): Promise<number> {
  const growing = createGrowing(options)
  for (let at = 0; at < text.length; at += step) {
    growing.push(text.slice(at, at + step))
    await growing.view()
  }
  await growing.end()
  return parsed / text.length
}

const prose = `${'Plain words and **bold ones** with `code` in them, and so on. '.repeat(6)}\n\n`
const answer = Object.values(answers).join('\n\n')

describe('an answer that is looked at after every four characters', () => {
  it.each([1, 4, 16])('costs in all what its length says, %i times as long', async (times) => {
    expect(await parsedFor(`${answer}\n\n${prose}`.repeat(times), 4)).toBeLessThan(12)
  })

  it.each([
    ['words', 'word '.repeat(2_000), 2],
    ['Chinese', '这是一句话，后面还有。'.repeat(500), 2],
    ['a paragraph with marks', prose.trim().repeat(20), 8],
    ['code', `\`\`\`js\n${'const a = 1\n'.repeat(800)}\`\`\`\n`, 1],
    ['an open formula', `$$\n${'x + y \\\\\n'.repeat(300)}`, 1],
  ])('parses %s hardly more than once', async (_, text, most) => {
    expect(await parsedFor(text, 4)).toBeLessThanOrEqual(most)
  })

  it.each([
    ['a list', '- item **bold** and `code` words\n', 900],
    ['a table', '| one **word** | `two` |\n', 1_000],
    ['a quote', '> words of somebody\n', 1_200],
  ])('parses %s without end in proportion to its length', async (_, line, count) => {
    const text = `${line.startsWith('|') ? '| a | b |\n|---|---|\n' : ''}${line.repeat(count)}`
    expect(await parsedFor(text, 16)).toBeLessThan(60)
  })
})
