import { describe, expect, it } from 'vitest'
import { inner, options, render } from './testing/render.ts'
import { renderMarkdown } from './markdown.ts'

/** Formulas as $…$ and display ones as $$…$$, so that a line can be read. */
const short = async (text: string) =>
  (await inner(text))
    .replace(/<math( display="block")?>[\s\S]*?<\/math>/g, (_, display) => (display ? '[display]' : '[math]'))
    .replace(/^<p>|<\/p>$/g, '')

describe('money stays text', () => {
  it.each([
    '$5 and $10',
    'R$ 12,29',
    'US$3~US$5',
    '价格为$5，优惠$3',
    'from $20K–$30K',
    'A$5 vs. B$6',
    '$5/month or $50/year',
    'about $5',
    'cost: $',
  ])('%s', async (text) => {
    expect(await short(text)).toBe(text)
  })

  it('in bold', async () => {
    expect(await short('**$1.50** to **$2**, R$ 12')).toBe('<strong>$1.50</strong> to <strong>$2</strong>, R$ 12')
  })
})

describe('formulas', () => {
  it.each(['$x+y$', '$1$', '$\\$0.60$', '\\(a_1*b\\)', '$n$', '$3 \\times 4$', '$\\{a, b\\}$'])('inline: %s', async (text) => {
    expect(await short(text)).toBe('[math]')
    expect(await short(`为${text}，so ${text}.`)).toBe('为[math]，so [math].')
  })

  it.each(['$$x$$', '$$\nx\n$$', '$$\n\\frac{a}{b}\n+ c\n$$', '\\[x\\]', '\\[\nx\n\\]', '$$x\n$$', '  $$x$$.'])(
    'on lines of their own: %j',
    async (text) => {
      expect(await short(text)).toBe('<div class="math" tabindex="0" role="group" aria-label="Formula">[display]</div>')
    },
  )

  it('inside of a sentence, a list and bold', async () => {
    expect(await short('so $$x$$ is')).toBe('so [display] is')
    expect(await short('1. a\n   $$\n   x\n   $$\n2. b')).toContain('<div class="math"')
    expect(await short('**let $a*b$ be**')).toBe('<strong>let [math] be</strong>')
  })

  it('not in code', async () => {
    expect(await short('`$x$` and `\\(`')).toBe('<code>$x$</code> and <code>\\(</code>')
  })

  it('are MathML alone, without the source or styles', async () => {
    expect(await inner('$x^2$')).toBe('<p><math><mrow><msup><mi>x</mi><mn>2</mn></msup></mrow></math></p>')
    expect(await inner('$\\tag{1}\\boxed{x}$')).not.toMatch(/style=|class=|annotation/)
  })

  it('show their source when TeX cannot read them', async () => {
    expect(await inner('$\\bad{<}$')).toBe('<p><code>$\\bad{&lt;}$</code></p>')
  })

  it('without an end are text', async () => {
    expect(await inner('$$\nx\n\nafter')).toBe('<p>$$\nx</p><p>after</p>')
  })
})

describe('emphasis', () => {
  it.each([
    ['**具体：**与其', '<strong>具体：</strong>与其'],
    ['含**「重点」**内容', '含<strong>「重点」</strong>内容'],
    ['**增长10%**的', '<strong>增长10%</strong>的'],
    ['他说**“好”**和**“坏”**', '他说<strong>“好”</strong>和<strong>“坏”</strong>'],
    ['**注意**：看', '<strong>注意</strong>：看'],
    ['是**(重点)**吗', '是<strong>(重点)</strong>吗'],
    [
      '*a* **b** ***c*** ~~d~~ _e_ __f__',
      '<em>a</em> <strong>b</strong> <em><strong>c</strong></em> <del>d</del> <em>e</em> <strong>f</strong>',
    ],
    ['2 * 3 * 4 snake_case_name', '2 * 3 * 4 snake_case_name'],
  ])('%s', async (text, html) => {
    expect(await short(text)).toBe(html)
  })
})

describe('blocks', () => {
  it('each stand in their own element', async () => {
    expect(await render('# a\nb\n\n- c\n\n***')).toBe(
      '<div data-block><h1>a</h1></div><div data-block><p>b</p></div><div data-block><ul><li>c</li></ul></div><div data-block><hr></div>',
    )
  })

  it.each([
    ['- a\n\n  b\n- c', '<ul><li><p>a</p><p>b</p></li><li><p>c</p></li></ul>'],
    ['3. a\n4. b', '<ol start="3"><li>a</li><li>b</li></ol>'],
    ['- a\n  - b\n    1. c', '<ul><li>a<ul><li>b<ol><li>c</li></ol></li></ul></li></ul>'],
    ['- a\nlazy', '<ul><li>a\nlazy</li></ul>'],
    ['- a\n\nb', '<ul><li>a</li></ul><p>b</p>'],
    ['> a\nb\n\n> c', '<blockquote><p>a\nb</p></blockquote><blockquote><p>c</p></blockquote>'],
    ['a\nb\n===', '<h1>a\nb</h1>'],
    ['a\n# b', '<p>a</p><h1>b</h1>'],
    ['in 2020\n2. no list', '<p>in 2020\n2. no list</p>'],
    ['<div>\n*x*\n</div>', '<p>&lt;div&gt;\n<em>x</em>\n&lt;/div&gt;</p>'],
    ['a<br>b', '<p>a<br>b</p>'],
    [
      '- [x] a\n- [ ] b',
      '<ul><li><input type="checkbox" checked disabled aria-label="done">a</li><li><input type="checkbox" disabled aria-label="to do">b</li></ul>',
    ],
    ['&copy; &lt; &unknown &#65;', '<p>&copy; &lt; &amp;unknown A</p>'],
  ])('%j', async (text, html) => {
    expect(await inner(text)).toBe(html)
  })

  it('tables scroll in themselves and keep their columns', async () => {
    expect(await inner('| a | b | c |\n|---|:-:|--:|\n| 1 | *2* |\n')).toBe(
      '<div class="table-wrap" tabindex="0" role="region" aria-label="Table"><table><thead><tr><th>a</th><th align="center">b</th><th align="right">c</th></tr></thead>' +
        '<tbody><tr><td>1</td><td align="center"><em>2</em></td><td align="right"></td></tr></tbody></table></div>',
    )
  })

  it('footnotes lead there and back', async () => {
    expect(await inner('a[^1] b[^1]\n\n[^1]: note *x*')).toBe(
      '<p>a<sup id="m1-r1"><a href="#m1-f1" aria-label="Footnote 1">1</a></sup> b<sup><a href="#m1-f1" aria-label="Footnote 1">1</a></sup></p>' +
        '<section class="footnotes" aria-label="Footnotes"><ol><li id="m1-f1" value="1">note <em>x</em> <a href="#m1-r1" aria-label="Back to the text">↩</a></li></ol></section>',
    )
  })

  it('link definitions count from their own block on', async () => {
    const link = '<a href="http://x.y/" rel="noopener noreferrer nofollow" target="_blank">a</a>'
    expect(await inner('[a]\n\n[a]: http://x.y\n\n[a]')).toBe(`<p>[a]</p><p>${link}</p>`)
  })

  it('a bare address ends before Chinese punctuation', async () => {
    expect(await inner('见https://x.y/a，谢谢')).toContain('>https://x.y/a</a>，谢谢')
  })
})

describe('code', () => {
  const figure = (label: string, language: string, code: string) =>
    `<figure class="code"><figcaption><span>${label}</span><button type="button" class="btn quiet small">` +
    `<svg class="icon s" aria-hidden="true"><use href="#i-copy"/></svg>Copy</button></figcaption><pre tabindex="0"><code class="${language}">${code}</code></pre></figure>`

  it.each([
    ['```ts\nlet a\n```', figure('TypeScript', 'hljs language-typescript', '<span class="hljs-keyword">let</span> a')],
    ['```\na < b\n```', figure('Code', 'hljs', 'a &lt; b')],
    ['```Brainf*ck {1}\n+\n```', figure('Brainf*ck', 'hljs language-brainfck', '+')],
    ['~~~\n```\n~~~', figure('Code', 'hljs', '```')],
    ['```\nno end', figure('Code', 'hljs', 'no end')],
    ['```\n```', figure('Code', 'hljs', '')],
    ['    indented\n\n    code', figure('Code', 'hljs', 'indented\n\ncode')],
    ['````\n```js\nx\n```\n````', figure('Code', 'hljs', '```js\nx\n```')],
  ])('%j', async (text, html) => {
    expect(await inner(text)).toBe(html)
  })

  it('in Markdown may hold fences of the same length', async () => {
    const html = await inner('```markdown\n# a\n```js\nx\n```\nb\n```\nafter')
    expect(html.match(/<figure/g)).toHaveLength(1)
    expect(html).toMatch(/<p>after<\/p>$/)
  })

  it('looks the same whatever other messages have loaded', async () => {
    const before = await render('```html\n<style>a{color:red}</style><script>let a</script>\n```')
    await render('```css\na{}\n```\n\n```js\nlet a\n```')
    expect(await render('```html\n<style>a{color:red}</style><script>let a</script>\n```')).toBe(before)
    expect(before).toContain('language-css')
  })
})

it("speaks the reader's language", async () => {
  const words = { ...options.words, copy: '复制', table: '表格 "1"' }
  expect(await renderMarkdown('| a |\n|---|\n\n```\nx\n```', { ...options, words })).toMatch(
    /aria-label="表格 &quot;1&quot;"[\s\S]*复制<\/button>/,
  )
})
