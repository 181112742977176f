import { endTagsAt } from './endTags.ts'
import { escapeText } from './escape.ts'
import { leafAt } from './heal.ts'
import { lastWordAt } from './words.ts'

/** Where the open block can be gone on with: its source up to `from` is `head`, what comes after it goes between that and `tail`, which is end tags. */
export type Place = { from: number; head: string; tail: string }

const LEAF = /<(?:p|li|td|th|h[1-6])(?: [^<>]*)?>/g
const BLOCK = /<\/?(?:p|li|[uo]l|t[dhr]|tbody|table|pre|figure|div|h[1-6]|hr|input|blockquote|section)\b/
const WHOLE = /<(code|math|a)(?: [^<>]*)?>.*?<\/\1>|<[^<>]*>/gs
const INLINE_END = /<\/(?:strong|em|del|code|a|sup)>/

/** Nothing can be put at the end of these: a line of code has its own rules, and what goes on a bare address is in its target, too. */
const CLOSED = /<\/(?:pre|a)>/

/** The last word of `text`, where `html`, made of all of it, ends with it. */
export function lastWord(text: string, html: string, isWithinLine = false): Place | undefined {
  const shown = text.trimEnd()
  const at = lastWordAt(shown, isWithinLine)
  const end = endTagsAt(html)
  if (at < 0 || CLOSED.test(html.slice(end))) return undefined
  // the space before the first word of a cell or an item is not shown
  for (const from of shown[at] === ' ' ? [at, at + 1] : [at]) {
    const word = escapeText(shown.slice(from))
    if (html.slice(end - word.length, end) === word) return { from, head: html.slice(0, end - word.length), tail: html.slice(end) }
  }
  return undefined
}

/** Whether nothing before `place` waits for its other half, so that marks after it concern only what is after it. */
export const isSettled = ({ head, tail }: Place): boolean => !INLINE_END.test(tail) && isWhole(contentOf(head))

const isWhole = (content: string): boolean => !BLOCK.test(content) && !/[*_~`[\]$\\]|&lt;/.test(content.replace(WHOLE, ''))

function contentOf(html: string): string {
  let at = 0
  for (const { 0: tag, index } of html.matchAll(LEAF)) at = index + tag.length
  return html.slice(at)
}

/** Where the last paragraph, item, heading or cell begins, in the source and in the HTML. */
export function leafOf(text: string, html: string): Place | undefined {
  const from = leafAt(text)
  const content = contentOf(html)
  const length = content.search(BLOCK)
  const tail = content.slice(length)
  if (from === undefined || length < 0 || !/^(?:<\/\w+>)+$/.test(tail) || tail.includes('</pre>')) return undefined
  const [word = ''] = /[\p{L}\p{N}]+/u.exec(text.slice(from)) ?? []
  if (word === '' || !content.replace(/^(?:<[^<>]*>)+/, '').startsWith(word)) return undefined
  return { from, head: html.slice(0, html.length - content.length), tail }
}
