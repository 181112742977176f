import type { Case } from './case.ts'

/** Tables: escaped bars, code and formulas in cells, what comes before and after. */
export const tables: Case[] = [
  [
    '| a | b |\n|---|---|\n| 1 | 2 |',
    '<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>',
  ],
  ['a | b\n---|---\n1 | 2', '<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>'],
  ['| a |\n|---|\n| 1 |', '<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>'],
  [
    '|a|b|\n|:-|-:|\n|1|2|',
    '<table><thead><tr><th align="left">a</th><th align="right">b</th></tr></thead><tbody><tr><td align="left">1</td><td align="right">2</td></tr></tbody></table>',
  ],
  [
    '| a \\| b | c |\n|---|---|\n| `x | y` | `p \\| q` |',
    '<table><thead><tr><th>a | b</th><th>c</th></tr></thead><tbody><tr><td><code>x | y</code></td><td><code>p | q</code></td></tr></tbody></table>',
  ],
  [
    '| a | b |\n|---|---|\n| 1 |\n| 1 | 2 | 3 |',
    '<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td></td></tr><tr><td>1</td><td>2</td></tr></tbody></table>',
  ],
  ['| a | b |\n|---|---|', '<table><thead><tr><th>a</th><th>b</th></tr></thead></table>'],
  ['| a | b |\n|---|\n| 1 | 2 |', '| a | b |\n|---|\n| 1 | 2 |'],
  [
    'text\n| a | b |\n|---|---|\n| 1 | 2 |\nafter',
    '<p>text</p><table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr><tr><td>after</td><td></td></tr></tbody></table>',
  ],
  [
    'text\n| a | b |\n|---|---|\n| 1 | 2 |\n\nafter',
    '<p>text</p><table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table><p>after</p>',
  ],
  [
    '| a | b |\n|---|---|\n| 1 | 2 |\n# head',
    '<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table><h1>head</h1>',
  ],
  [
    '| a | b |\n|---|---|\n| 1 | 2 |\n- item',
    '<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table><ul><li>item</li></ul>',
  ],
  [
    '| a | b |\n|---|---|\n| 1 | 2 |\n> q',
    '<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table><blockquote><p>q</p></blockquote>',
  ],
  [
    '- item\n\n  | a | b |\n  |---|---|\n  | 1 | 2 |\n- next',
    '<ul><li><p>item</p><table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table></li><li><p>next</p></li></ul>',
  ],
  [
    '- item\n  | a | b |\n  |---|---|\n  | 1 | 2 |\n- next',
    '<ul><li>item<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table></li><li>next</li></ul>',
  ],
  [
    '> | a | b |\n> |---|---|\n> | 1 | 2 |',
    '<blockquote><table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table></blockquote>',
  ],
  [
    '| 名称 | 价格 |\n|:--|--:|\n| **苹果** | $5 |\n| 梨 | ¥3 |',
    '<table><thead><tr><th align="left">名称</th><th align="right">价格</th></tr></thead><tbody><tr><td align="left"><strong>苹果</strong></td><td align="right">$5</td></tr><tr><td align="left">梨</td><td align="right">¥3</td></tr></tbody></table>',
  ],
  [
    '| a | b |\n|---|---|\n| x<br>y | - a<br>- b |',
    '<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>x<br>y</td><td>- a<br>- b</td></tr></tbody></table>',
  ],
  [
    '| a | b |\n|---|---|\n| <T> | List<String> |',
    '<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>&lt;T&gt;</td><td>List&lt;String&gt;</td></tr></tbody></table>',
  ],
  [
    '| a | b |\n|---|---|\n| $|x|$ | $5 |\n| $6 | $7 |',
    '<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>(math)</td><td>$5</td></tr><tr><td>$6</td><td>$7</td></tr></tbody></table>',
  ],
  [
    '| a | b |\n| --- | --- |\n| | |\n| x | |',
    '<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td></td><td></td></tr><tr><td>x</td><td></td></tr></tbody></table>',
  ],
  [
    '|  | a |\n|--|--|\n| r | 1 |',
    '<table><thead><tr><th></th><th>a</th></tr></thead><tbody><tr><td>r</td><td>1</td></tr></tbody></table>',
  ],
  [
    '| a | b |\n|:-:|:-:|\n| ~~x~~ | [l](http://a.b) |',
    '<table><thead><tr><th align="center">a</th><th align="center">b</th></tr></thead><tbody><tr><td align="center"><del>x</del></td><td align="center"><a href="http://a.b/">l</a></td></tr></tbody></table>',
  ],
  [
    '| a | b |\n|-----------------------------------------|--|\n| 1 | 2 |',
    '<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>',
  ],
  [
    '| عربي | x |\n|---|---|\n| أ | ب |',
    '<table><thead><tr><th>عربي</th><th>x</th></tr></thead><tbody><tr><td>أ</td><td>ب</td></tr></tbody></table>',
  ],
  [
    '| Item | Price |\n|---|---|\n| A | $5 |\n| B | $10–$12 |',
    '<table><thead><tr><th>Item</th><th>Price</th></tr></thead><tbody><tr><td>A</td><td>$5</td></tr><tr><td>B</td><td>$10–$12</td></tr></tbody></table>',
  ],
  [
    '| 商品 | 价格 |\n|---|---|\n| 苹果 | $5 |\n| 梨 | US$3~US$5 |',
    '<table><thead><tr><th>商品</th><th>价格</th></tr></thead><tbody><tr><td>苹果</td><td>$5</td></tr><tr><td>梨</td><td>US$3~US$5</td></tr></tbody></table>',
  ],
  [
    '| f | value |\n|---|---|\n| $\\sin(0)$ | $0$ |\n| $|{-1}|$ | \\(1\\) |',
    '<table><thead><tr><th>f</th><th>value</th></tr></thead><tbody><tr><td>(math)</td><td>(math)</td></tr><tr><td>(math)</td><td>(math)</td></tr></tbody></table>',
  ],
  [
    '| `a \\| b` | $a \\| b$ |\n|---|---|\n| `x|y` | z |',
    '<table><thead><tr><th><code>a | b</code></th><th>(math)</th></tr></thead><tbody><tr><td><code>x|y</code></td><td>z</td></tr></tbody></table>',
  ],
  [
    '- a\n\n  | x |\n  |---|\n  | 1 |\n\n- b',
    '<ul><li><p>a</p><table><thead><tr><th>x</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table></li><li><p>b</p></li></ul>',
  ],
  [
    '| a | b |\n|--:|:--|\n| **1** | *2* |\n| ~~3~~ | `4` |',
    '<table><thead><tr><th align="right">a</th><th align="left">b</th></tr></thead><tbody><tr><td align="right"><strong>1</strong></td><td align="left"><em>2</em></td></tr><tr><td align="right"><del>3</del></td><td align="left"><code>4</code></td></tr></tbody></table>',
  ],
  [
    '| a |\n|:-:|\n| x |\n\n| b |\n|---|\n| y |',
    '<table><thead><tr><th align="center">a</th></tr></thead><tbody><tr><td align="center">x</td></tr></tbody></table><table><thead><tr><th>b</th></tr></thead><tbody><tr><td>y</td></tr></tbody></table>',
  ],
  [
    '|a|b|c|d|e|f|\n|-|-|-|-|-|-|\n|1|2|3|4|5|6|',
    '<table><thead><tr><th>a</th><th>b</th><th>c</th><th>d</th><th>e</th><th>f</th></tr></thead><tbody><tr><td>1</td><td>2</td><td>3</td><td>4</td><td>5</td><td>6</td></tr></tbody></table>',
  ],
  [
    '| 功能 | 支持 |\n|:--|:-:|\n| **粗体：**文字 | ✅ |\n| `a|b` | ❌ |',
    '<table><thead><tr><th align="left">功能</th><th align="center">支持</th></tr></thead><tbody><tr><td align="left"><strong>粗体：</strong>文字</td><td align="center">✅</td></tr><tr><td align="left"><code>a|b</code></td><td align="center">❌</td></tr></tbody></table>',
  ],
  [
    '# T\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\ntext',
    '<h1>T</h1><table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table><p>text</p>',
  ],
  [
    '| a | b |\n|---|---|\n| 1 | 2 |\n---\ntext',
    '<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table><hr><p>text</p>',
  ],
  ['Text:\n\n| a |\n|---|\n| 1 |', '<p>Text:</p><table><thead><tr><th>a</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>'],
  ['| a | b\n|---|---\n| 1 | 2', '<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>'],
  [
    'a | b | c\n:-- | :-: | --:\n1 | 2 | 3',
    '<table><thead><tr><th align="left">a</th><th align="center">b</th><th align="right">c</th></tr></thead><tbody><tr><td align="left">1</td><td align="center">2</td><td align="right">3</td></tr></tbody></table>',
  ],
  ['| a<br>b |\n|---|\n| c<br/>d |', '<table><thead><tr><th>a<br>b</th></tr></thead><tbody><tr><td>c<br>d</td></tr></tbody></table>'],
]
