import type { Case } from './case.ts'

/** Footnotes. */
export const notes: Case[] = [
  ['a[^1].\n\n[^1]: Note.', '<p>a^1.</p><notes><li 1>Note.</li></notes>'],
  ['a[^1] b[^2]\n\n[^1]: One.\n[^2]: Two.', '<p>a^1 b^2</p><notes><li 1>One.</li><li 2>Two.</li></notes>'],
  ['a[^note].\n\n[^note]: Named.', '<p>a^1.</p><notes><li 1>Named.</li></notes>'],
  ['[^1]: First.\n\na[^1]', '<notes><li 1>First.</li></notes><p>a^1</p>'],
  ['a[^1]\n\n[^1]: Note\n    more\n\n    para\n\nafter', '<p>a^1</p><notes><li 1><p>Note\nmore</p><p>para</p></li></notes><p>after</p>'],
  ['a[^9]', 'a^1'],
  [
    'a[^1]\n\n[^1]: `code` and $x$ and [l](http://a.b)',
    '<p>a^1</p><notes><li 1><code>code</code> and (math) and <a href="http://a.b/">l</a></li></notes>',
  ],
  [
    '| a[^1] |\n|---|\n| b[^2] |\n\n[^1]: x\n[^2]: y',
    '<table><thead><tr><th>a^1</th></tr></thead><tbody><tr><td>b^2</td></tr></tbody></table><notes><li 1>x</li><li 2>y</li></notes>',
  ],
  ['- a[^1]\n\n[^1]: x', '<ul><li>a^1</li></ul><notes><li 1>x</li></notes>'],
  ['`a[^1]`', '<code>a[^1]</code>'],
  ['[a[^1]](http://a.b)\n\n[^1]: n', '<p><a href="http://a.b/">a[^1]</a></p><notes><li 1>n</li></notes>'],
  ['a[^1]b[^1]\n\n[^1]: n', '<p>a^1b^1</p><notes><li 1>n</li></notes>'],
  ['a[^b-1] c[^b-2]\n\n[^b-1]: one\n[^b-2]: two', '<p>a^1 c^2</p><notes><li 1>one</li><li 2>two</li></notes>'],
  ['[^1]: only', '<notes><li 1>only</li></notes>'],
  ['a[^1]: b', 'a[^1]: b'],
  ['[^x]', '[^x]'],
  ['重点[^1]。\n\n[^1]: 说明**重点：**后。', '<p>重点^1。</p><notes><li 1>说明<strong>重点：</strong>后。</li></notes>'],
  ['a[^1]\n\n[^1]: x\n\nb[^2]\n\n[^2]: y', '<p>a^1</p><notes><li 1>x</li></notes><p>b^2</p><notes><li 2>y</li></notes>'],
  ['a[^1]\n\n[^1]:\n    x', '<p>a^1</p><notes><li 1>x</li></notes>'],
  ['a[^1]\n\n---\n\n[^1]: x', '<p>a^1</p><hr><notes><li 1>x</li></notes>'],
  ['> a[^1]\n\n[^1]: x', '<blockquote><p>a^1</p></blockquote><notes><li 1>x</li></notes>'],
  ['## h[^1]\n\n[^1]: x', '<h2>h^1</h2><notes><li 1>x</li></notes>'],
]
