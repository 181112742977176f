import { describe, expect, it } from 'vitest'
import { createGrowing } from './markdown.ts'
import { answers } from './testing/answers.ts'
import { grow, openAfter, options, render } from './testing/render.ts'
import { faultsOf } from './testing/validate.ts'

/** The same pieces on every run: a small linear congruential generator, seeded. */
function cutAtRandom(text: string, seed: number, longest: number): string[] {
  const pieces: string[] = []
  let state = seed
  for (let at = 0; at < text.length;) {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32
    const length = 1 + Math.floor((state / 2 ** 32) * longest)
    pieces.push(text.slice(at, at + length))
    at += length
  }
  return pieces
}

const all = Object.values(answers).join('\n\n')

describe.each(Object.entries({ ...answers, all }))('an answer of %s', (_, text) => {
  it.each([1, 2, 3, 4, 5])('ends as the whole would, however it is cut (%i)', async (seed) => {
    const { views, whole } = await grow(cutAtRandom(text, seed, seed * seed * 4))
    expect(whole).toBe(await render(text))
    for (const view of views) expect(faultsOf(view, options.idPrefix)).toEqual([])
  })
})

it.each(Object.entries(answers))('ends as the whole would after every prefix of %s', async (_, text) => {
  for (let end = 0; end <= text.length; end++) {
    const prefix = text.slice(0, end)
    const { whole } = await grow([prefix.slice(0, end / 2), prefix.slice(end / 2)])
    expect(whole).toBe(await render(prefix))
  }
})

describe('the open block', () => {
  it.each([
    ['a **bold wo', '<p>a <strong>bold wo</strong></p>'],
    ['a **bold ', '<p>a <strong>bold</strong></p>'],
    ['a **', '<p>a </p>'],
    ['2 * 3', '<p>2 * 3</p>'],
    ['a *b **c', '<p>a <em>b <strong>c</strong></em></p>'],
    ['see `cod', '<p>see <code>cod</code></p>'],
    ['see [the do', '<p>see the do</p>'],
    ['see [the docs](https://exa', '<p>see the docs</p>'],
    ['so $x_1 +', '<p>so </p>'],
    ['so \\(x', '<p>so </p>'],
    ['it costs $5 and', '<p>it costs $5 and</p>'],
    ['Title\n-', '<p>Title</p>'],
    ['Title\n```j', '<p>Title</p>'],
    ['- a\n- ', '<ul><li>a</li></ul>'],
    ['1', ''],
    ['##', ''],
    ['', ''],
  ])('shows %j without loose markers', async (text, html) => {
    const shown = await openAfter(text)
    expect(shown.replace(/\n<\//g, '</').replace(/ <\/p>/, '</p>')).toBe(html.replace(/ <\/p>/, '</p>'))
  })

  it.each(['| a ', '| a | b |', '| a | b |\n', '| a | b |\n|--', '| a | b |\n|---|---', 'x\n\n| a | b |\n| :-'])(
    'never shows a table as pipes: %j',
    async (text) => {
      expect(await openAfter(text)).not.toContain('|')
    },
  )

  it('shows a row while it arrives', async () => {
    expect(await openAfter('| a | b |\n|---|---|\n| 1 | tw')).toContain('<td>1</td><td>tw</td>')
  })

  it('shows a formula as text until it ends', async () => {
    expect(await openAfter('$$\n\\frac{a}')).toBe('<pre class="plain">$$\n\\frac{a}</pre>')
  })

  it('highlights code only when it ends', async () => {
    expect(await openAfter('```js\nconst a = 1 < 2\n')).toContain('<code class="hljs language-javascript">const a = 1 &lt; 2</code>')
    expect(await render('```js\nconst a = 1\n```')).toContain('<span class="hljs-keyword">const</span>')
  })

  it('leaves out what may be the end of the fence', async () => {
    expect(await openAfter('```js\nx\n``')).toContain('>x</code>')
  })

  it('is named by the prefix', async () => {
    const growing = createGrowing(options)
    growing.push('a')
    expect(await growing.view()).toEqual({ closed: [], open: '<p>a</p>' })
    expect(await growing.end()).toEqual({ closed: ['<div data-block><p>a</p></div>'], open: '' })
  })
})

describe('a block is closed', () => {
  it.each([
    ['para\n\n', 1],
    ['para\n# head', 0],
    ['para\n# head\n', 2],
    ['para\n```js\n', 1],
    ['```js\nx\n```\n', 1],
    ['- a\n\n', 0],
    ['- a\n\nW', 1],
    ['- a\n\n1', 0],
    ['$$\nx\n$$\n', 1],
    ['a\n---\n', 1],
  ])('as soon as nothing can change it: %j', async (text, count) => {
    const growing = createGrowing(options)
    growing.push(text)
    expect((await growing.view()).closed).toHaveLength(count)
  })

  it('keeps its bytes when two views are asked for at once', async () => {
    const growing = createGrowing(options)
    growing.push('$a$\n\n```rust\nfn main() {}\n```\n\nb\n\n')
    const [one, two] = await Promise.all([growing.view(), growing.view()])
    expect(one.closed).toEqual(two.closed)
    expect(one.closed).toHaveLength(3)
  })
})
