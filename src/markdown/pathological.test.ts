import { describe, expect, it } from 'vitest'
import { grammars } from './languages.ts'
import { createGrowing, renderMarkdown } from './markdown.ts'
import { pathological, pathologicalCode } from './testing/pathological.ts'
import { options } from './testing/render.ts'
import { faultsOf } from './testing/validate.ts'

const SECOND = 1_000

/** Milliseconds that this thread has computed: what others do on the machine does not count. */
function computed(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1_000
}

/** The HTML, the milliseconds that it took, and the longest that it let nobody else have a turn. */
async function measure(text: string): Promise<{ html: string; took: number; held: number }> {
  let held = 0
  let last = computed()
  let ended = false
  const turn = () => {
    held = Math.max(held, computed() - last)
    last = computed()
    if (!ended) setImmediate(turn)
  }
  setImmediate(turn)
  const start = computed()
  const html = await renderMarkdown(text, options)
  ended = true
  return { html, took: computed() - start, held: Math.max(held, computed() - last) }
}

/** Enough to look through: a check of megabytes would take longer than their making. */
function firstBlocks(html: string): string {
  const end = html.indexOf('<div data-block>', 200_000)
  return end < 0 ? html : html.slice(0, end)
}

const isBounded = (html: string, text: string) => html.length <= text.length * 45 + 10_000

describe('takes less than a second, and its HTML is bounded', () => {
  it.each(Object.entries(pathological))('%s', async (_, text) => {
    const { html, took, held } = await measure(text)
    expect(took).toBeLessThan(SECOND)
    expect(held).toBeLessThan(SECOND / 4)
    expect(isBounded(html, text)).toBe(true)
    expect(faultsOf(firstBlocks(html), options.idPrefix).slice(0, 3)).toEqual([])
  })
})

describe('code that grammars choke on', () => {
  it.each(Object.keys(grammars))('in %s', async (language) => {
    for (const text of Object.values(pathologicalCode[language] ?? {})) {
      const { html, took } = await measure(text)
      expect(took).toBeLessThan(SECOND)
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

it('shows an open block of it, too, in a fraction of a second', async () => {
  for (const [name, text] of Object.entries(pathological)) {
    const growing = createGrowing(options)
    growing.push(text.slice(0, 6_000))
    const start = computed()
    const { closed, open } = await growing.view()
    expect({ name, isQuick: computed() - start < SECOND / 2 }).toEqual({ name, isQuick: true })
    expect(faultsOf(closed.slice(-1).join('') + open, options.idPrefix).slice(0, 3)).toEqual([])
  }
}, 30_000)
