import type { Token } from 'marked'
import { escapeHtml } from './escape.ts'
import { renderTokens } from './html.ts'
import { type Context, renderInline } from './inline.ts'
import { isNote } from './lines.ts'

/** A block of footnote definitions; `parse` turns the text of one into tokens. */
export function renderNotes(text: string, parse: (text: string) => Token[], defined: Set<string>, context: Context): string {
  const { idPrefix, words } = context.options
  const items = definitions(text).map(({ number, text: note }) => {
    const id = defined.has(number) ? '' : ` id="${idPrefix}f${number}"`
    defined.add(number)
    const back = `<a href="#${idPrefix}r${number}" aria-label="${escapeHtml(words.backToText)}">↩</a>`
    return `<li${id} value="${Number(number)}">${renderNote(parse(note), context)} ${back}</li>`
  })
  return `<section class="footnotes" aria-label="${escapeHtml(words.footnotes)}"><ol>${items.join('')}</ol></section>`
}

function renderNote(tokens: Token[], context: Context): string {
  const [first] = tokens
  return tokens.length === 1 && first?.type === 'paragraph' ? renderInline(first.tokens ?? [], context) : renderTokens(tokens, context)
}

function definitions(text: string): { number: string; text: string }[] {
  const found: { number: string; text: string }[] = []
  for (const line of text.split('\n')) {
    const [marker = '', number = ''] = (isNote(line) && /^ {0,3}\[\^(\d{1,3})\]:[ \t]*/.exec(line)) || []
    const last = found.at(-1)
    if (number) found.push({ number, text: line.slice(marker.length) })
    else if (last) last.text += '\n' + line.replace(/^ {1,4}/, '')
  }
  return found.map(({ number, text: note }) => ({ number, text: note.trim() }))
}
