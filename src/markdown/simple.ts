import type { RenderOptions } from './options.ts'
import { type Inline, renderSimpleList } from './simpleList.ts'
import { renderSimpleTable } from './simpleTable.ts'

/** A longer text could be too much for the parser. */
const MAX_SIMPLE = 1_000

const PARAGRAPH = /^(?:[*_`]|\*\*|__|~~|\$)?\p{L}.*(?:\n\p{L}.*)*$/u
const HEADING = /^(#{1,6}) (\p{L}[^\n#]*)$/u
const LIST = /^(?:[-+*]|\d{1,9}[.)]) /

/** HTML of a block that can be nothing but what it looks like, so that no parser of blocks has to be asked; undefined of every other. */
export function renderSimple(text: string, inline: Inline, options: RenderOptions): string | undefined {
  if (text.length > MAX_SIMPLE) return undefined
  if (PARAGRAPH.test(text)) return within('p', inline(text))
  if (LIST.test(text)) return renderSimpleList(text.split('\n'), inline)
  if (text.startsWith('|')) return renderSimpleTable(text, inline, options)
  const [, marks = '', words = ''] = HEADING.exec(text) ?? []
  return words === '' ? undefined : within(`h${marks.length}`, inline(words))
}

const within = (tag: string, html: string | undefined): string | undefined => (html === undefined ? undefined : `<${tag}>${html}</${tag}>`)
