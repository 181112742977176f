import type { Token } from 'marked'
import { escapeHtml } from './escape.ts'
import { renderTokens } from './html.ts'
import { type Context, renderInline } from './inline.ts'
import { noteOf } from './lines.ts'
import { isFirst, numberOf } from './noteNumbers.ts'

/** A block of footnote definitions; `parse` turns the text of one into tokens. */
export function renderNotes(text: string, parse: (text: string) => Token[], context: Context): string {
  const items = definitions(text).map(({ name, text: note }) => renderDefinition(name, parse(note), context))
  return `<section class="footnotes" aria-label="${escapeHtml(context.options.words.footnotes)}"><ol>${items.join('')}</ol></section>`
}

function renderDefinition(name: string, tokens: Token[], context: Context): string {
  const { idPrefix, words } = context.options
  const number = numberOf(context.notes, name)
  if (number === undefined) return `<li>${renderNote(tokens, context)}</li>`
  const id = isFirst(context.notes.defined, name) ? ` id="${idPrefix}f${number}"` : ''
  const back = `<a href="#${idPrefix}r${number}" aria-label="${escapeHtml(words.backToText)}">↩</a>`
  return `<li${id} value="${number}">${renderNote(tokens, context)} ${back}</li>`
}

function renderNote(tokens: Token[], context: Context): string {
  const [first] = tokens
  return tokens.length === 1 && first?.type === 'paragraph' ? renderInline(first.tokens ?? [], context) : renderTokens(tokens, context)
}

function definitions(text: string): { name: string; text: string }[] {
  const found: { name: string; text: string }[] = []
  for (const line of text.split('\n')) {
    const note = noteOf(line)
    const last = found.at(-1)
    if (note) found.push(note)
    else if (last) last.text += '\n' + line.replace(/^ {1,4}/, '')
  }
  return found.map(({ name, text: note }) => ({ name, text: note.trim() }))
}
