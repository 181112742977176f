/** Answers such as models write them; together they use every construct. */
export const answers: Record<string, string> = {
  prose:
    'The **fixed window** is why.\nA client may spend `2n` calls.\n\nSecond paragraph with *emphasis*, ~~none~~ and https://example.com/a?b=1.\n',
  headings: '# One\ntext right below\n## Two ##\nSetext\n===\nanother\nline\n---\n\n***\nend',
  lists:
    'Do this:\n- one\n- two\n  - nested\n\n    with text\n- three\n\n1. first\n\n   ```bash\n   npm i\n   ```\n\n2. second\n   continued\nlazy\n\nThen 2 things.\n\n* [ ] open\n* [x] done\n- other list\n',
  code: 'Before\n```ts\nconst a: number = 1 < 2 ? 3 : 4\n\n```\nAfter\n~~~\nplain\n~~~\n````md\n```js\nx\n```\n````\n```markdown\n# T\n```js\ny\n```\nend\n```\n    indented\n\n    more\n```py\nunclosed',
  tables: 'Costs:\n| Name | Price |\n|:-----|------:|\n| a `x|y` | **$1** |\n| b |\n\na | b\n---|---\n1 | 2\n',
  formulas:
    'So $x_1+y$, \\(a*b\\) and $$z$$ inline.\n\n$$\n\\frac{a}{b}\n$$\nthen\n\\[\n\\sum_{i=1}^n i\n\\]\n1. item\n   $$\n   x\n   $$\n2. $5 and $10\n\n$$unclosed\n\nend $',
  quotes: '> quote\nlazy\n> - a\n> - b\n>\n> ```js\n> x\n> ```\n\n> [!NOTE]\n> more\ntext\n# h',
  notes: 'A claim[^1] and more[^2], again[^1].\n\n[^1]: First *note*.\n[^2]: Second\n\n    with two paragraphs\n\nAfter[^3].\n\n[^3]: x',
  links: '[late][a]\n\n[a]: http://x.y/ "t"\n[b]: <http://z.w/>\n\n[early][a] [b] ![i](http://i.j/k.png) <http://auto.l/> a@b.co\n',
  chinese:
    '**具体：**与其说，不如做。含**「重点」**内容，增长**10%**。价格为$5，优惠$3。见https://例子.com/路径，谢谢。\n\n1、第一\n2、第二\n\n- **要点**：说明\n',
  html: '<div align="center">\n<b>x</b>\n</div>\n\n<details><summary>s</summary>\n\nbody\n\n</details>\n<!-- c -->\na<br>b',
  windows: 'line one\r\nline two\r\n\r\n- a\r\n- b\r\n\r\n```js\r\nx\r\n```\r\ne😀nd 👩‍💻\r',
  blank: '\n\n  \n\t\n',
  odd: '- \n\n  a\n-\n\n\n\ntext\n+ x\n\n\n  y\n1)\n2) b\n\n\t tab\n\t\tcode\n#no\n####### seven\n[x]\n[^x]\n|\n||\n$\n$$\n\\[\n```',
}
