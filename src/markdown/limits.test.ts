import { describe, expect, it } from 'vitest'
import { MAX_BLOCK } from './split.ts'
import { grow, render } from './testing/render.ts'

const run = (unit: string, length = 30_000) => unit.repeat(Math.ceil(length / unit.length)).slice(0, length)
const PLAIN = '<pre class="plain">'

describe('text that a parser could choke on is shown as it is', () => {
  const units = [
    '_a',
    '*a',
    '**a*\n',
    '_a_',
    'a*',
    '[',
    '[a](',
    '![',
    '<',
    '<!--\n',
    '<?\n',
    'a.b@',
    '`a',
    '$a',
    '\\[\n',
    '\\(',
    '&',
    '~a',
    '- * ',
    '> ',
    '>',
    '*\n',
    '1. ',
  ]
  it.each(units)('a run of %j', async (unit) => {
    const html = await render(`x ${run(unit)}`)
    const alone = await render(run(unit))
    for (const shown of [html, alone]) expect(shown.length).toBeLessThan(200_000)
    expect(html + alone).toContain(PLAIN)
  })
})

it('keeps ordinary long text out of that', async () => {
  const paragraph = `${'A **bold** claim with `code`, a [link](https://x.y/z) and $x$. '.repeat(30)}\n\n`
  const table = `| a | b |\n|---|---|\n${'| **x** | `y` |\n'.repeat(500)}`
  expect(await render(paragraph.repeat(5) + table)).not.toContain(PLAIN)
})

it('cuts a line without end, without breaking a character', async () => {
  const text = `${'x'.repeat(MAX_BLOCK - 1)}😀${'y'.repeat(200_000)}`
  const html = await render(text)
  expect(html.replaceAll(/<[^>]*>/g, '')).toBe(text)
  expect(html.length).toBeLessThan(text.length + 1_000)
  expect((await grow([text.slice(0, 40_000), text.slice(40_000)])).whole).toBe(html)
})

it('shows code past a block in further figures', async () => {
  const html = await render(`\`\`\`js\n${'const a = 1;\n'.repeat(6_000)}\`\`\`\nafter`)
  expect(html.match(/<figure/g)).toHaveLength(3)
  expect(html.match(/const\b/g)).toHaveLength(6_000)
  expect(html).toContain('<p>after</p>')
})

it('gives up on colours that take too long', async () => {
  const html = await render(`\`\`\`ini\n${`${'a.'.repeat(490)}\n`.repeat(16)}\`\`\``)
  expect(html).toContain('<code class="hljs language-ini">a.a.')
  expect(html).not.toContain('<span class')
})

describe('formulas', () => {
  it.each(['\\frac{', '\\begin{matrix}', 'x^', '{', '\\left(', '\\sqrt'])('bounds a run of %j', async (unit) => {
    expect((await render(`$$\n${run(unit, 20_000)}\n$$`)).length).toBeLessThan(100_000)
  })

  it('stops a macro that grows', async () => {
    const tex =
      '\\def\\a{xxxxxxxxxx}\\def\\b{\\a\\a\\a\\a\\a\\a\\a\\a\\a\\a}\\def\\c{\\b\\b\\b\\b\\b\\b\\b\\b\\b\\b}\\def\\d{\\c\\c\\c\\c\\c\\c\\c\\c\\c\\c}\\d\\d\\d'
    expect(await render(`$$\n${tex}\n$$`)).toContain('<code>$$')
  })

  it('renders hundreds in a block and shows the rest as source', async () => {
    const html = await render('$a_1$ and\n\n'.repeat(10) + '- $x$\n'.repeat(400))
    expect(html.match(/<math>/g)).toHaveLength(310)
    expect(html.match(/<code>\$x\$/g)).toHaveLength(100)
  })
})
