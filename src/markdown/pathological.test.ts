import { describe, expect, it } from 'vitest'
import { grammars } from './languages.ts'
import { createGrowing, renderMarkdown } from './markdown.ts'
import { pathological, pathologicalCode } from './testing/pathological.ts'
import { options } from './testing/render.ts'
import { faultsOf } from './testing/validate.ts'

/** Enough to look through: a check of megabytes would take longer than their making. */
function firstBlocks(html: string): string {
  const end = html.indexOf('<div data-block>', 200_000)
  return end < 0 ? html : html.slice(0, end)
}

const isBounded = (html: string, text: string) => html.length <= text.length * 45 + 10_000

/** What takes too long ends with the time of its test; `bench/` measures how long each takes. */
describe('is rendered, and its HTML is bounded', () => {
  it.each(Object.entries(pathological))('%s', async (_, text) => {
    const html = await renderMarkdown(text, options)
    expect(isBounded(html, text)).toBe(true)
    expect(faultsOf(firstBlocks(html), options.idPrefix).slice(0, 3)).toEqual([])
  })
})

describe('code that grammars choke on', () => {
  it.each(Object.keys(grammars))('in %s', async (language) => {
    for (const text of Object.values(pathologicalCode[language] ?? {})) {
      const html = await renderMarkdown(text, options)
      expect(isBounded(html, text)).toBe(true)
      expect(faultsOf(html, options.idPrefix).slice(0, 3)).toEqual([])
    }
  })
})

it('colours and sets a great deal, and shows the rest as it is written', async () => {
  const code = await renderMarkdown(
    '```js\nlet a\n```\n\n'.repeat(4) + `\`\`\`js\n${'let a\n'.repeat(2_000)}\`\`\`\n\n`.repeat(30),
    options,
  )
  expect(code.match(/hljs-keyword/g)?.length).toBeLessThan(40_000)
  expect(code.match(/let/g)).toHaveLength(60_004)
  const formulas = await renderMarkdown(`$${'x + '.repeat(200)}y$\n\n`.repeat(200), options)
  expect(formulas.match(/<math>/g)?.length).toBeLessThan(130)
  expect(formulas.match(/<math>|<code>/g)).toHaveLength(200)
})

it('shows an open block of it, too', async () => {
  for (const text of Object.values(pathological)) {
    const growing = createGrowing(options)
    growing.push(text.slice(0, 6_000))
    const { closed, open } = await growing.view()
    expect(faultsOf(closed.slice(-1).join('') + open, options.idPrefix).slice(0, 3)).toEqual([])
  }
})
