import { endTagsAt } from './endTags.ts'
import { escapeHtml, escapeText } from './escape.ts'

/** The open block as it was last shown, and from where on more of it can be shown without parsing all of it again. */
export type Shown = { kind: string; text: string; html: string; seam?: Seam | undefined }

/** `text` up to `from` is `head`, whatever comes on its line after it. */
type Seam = {
  from: number
  before: string
  head: string
  tail: string
  /** nothing before it waits for its other half, so that marks after it concern only what is after it */
  clean: boolean
}

/** HTML of words; clean when all of their text is in it, nothing left out that waits for its other half. */
export type Piece = { html: string; isClean: boolean }

/** Characters that can mean more than themselves; `|` and `#` do so in tables and headings. */
const MARKS = /[*_~`[\]<$\\@&]|:\/\/|www\.| {2}\n/i
/** Texts are cut before a space or a Chinese or Japanese character: no word, link or emphasis then depends on what is before the cut. */
const LAST_WORD =
  /[ \p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}，。：；、][^ \n\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}，。：；、]*$/u
const MAX_WORD = 80
const LEAF = /<(?:p|li|td|th|h[1-6])(?: [^<>]*)?>/g
const BLOCK_END = /<\/(?:p|li|[uo]l|t[dhr]|table|pre|figure|div|h[1-6]|blockquote|section)>/
const WHOLE = /<(code|math|a)(?: [^<>]*)?>.*?<\/\1>|<[^<>]*>/gs

/** The source of code and formulas, after more of it. */
export function extendSource(shown: Shown, text: string): Shown | undefined {
  if (!text.startsWith(shown.text)) return undefined
  const end = endTagsAt(shown.html)
  const html = shown.html.slice(0, end) + escapeHtml(text.slice(shown.text.length)) + shown.html.slice(end)
  return { ...shown, text, html }
}

/**
 * The open block after a few more words; undefined where they could change more than the end of its text. `inline` makes HTML of
 * a piece of a paragraph.
 */
export function extend(shown: Shown, text: string, inline: (text: string) => Piece | undefined): Shown | undefined {
  const { seam } = shown
  if (!seam || !text.startsWith(seam.before)) return undefined
  const added = text.slice(seam.from)
  const isPlain = !MARKS.test(added)
  const rest = isPlain ? added.trimEnd() : withoutSpaces(added)
  if (!staysInLine(rest, seam.tail)) return undefined
  const piece = isPlain ? { html: escapeText(rest), isClean: seam.clean } : seam.clean ? inline(rest) : undefined
  return piece && { kind: shown.kind, text, html: seam.head + piece.html + seam.tail, seam: moved(seam, rest, piece, isPlain) }
}

/** A line looks the same before and after the space that follows a word. */
export const withoutSpaces = (text: string): string => text.replace(/[ \t]+$/, '')

/** A line that begins with a letter goes on with a paragraph; every other may begin something. */
function staysInLine(rest: string, tail: string): boolean {
  if (rest.includes('\n') && (tail !== '</p>' || /\n(?!\p{L})/u.test(rest))) return false
  return !(rest.includes('|') && tail.includes('</t')) && !(rest.includes('#') && tail.includes('</h'))
}

/** The seam moves on with the words, so that what is looked at again stays short. */
function moved(seam: Seam, rest: string, { html, isClean }: Piece, isPlain: boolean): Seam {
  const at = lastWordAt(rest)
  if (at <= 0) return seam
  const word = escapeText(rest.slice(at))
  if (!html.endsWith(word)) return seam
  const head = html.slice(0, html.length - word.length)
  if (!isPlain && !(isClean && isSettled(head))) return seam
  return { ...seam, from: seam.from + at, before: seam.before + rest.slice(0, at), head: seam.head + head }
}

/** Where `html`, made of all of `text`, can be gone on with. */
export function seamOf(text: string, html: string): Seam | undefined {
  const shown = text.trimEnd()
  const at = lastWordAt(shown)
  const end = endTagsAt(html)
  const tail = html.slice(end)
  if (at < 0 || tail === '' || tail.includes('</pre>')) return undefined
  const isClean = !/<\/(?:strong|em|del|code|a|sup)>/.test(tail)
  // the space before the first word of a cell or an item is not shown
  for (const from of shown[at] === ' ' ? [at, at + 1] : [at]) {
    const word = escapeText(shown.slice(from))
    if (html.slice(end - word.length, end) !== word) continue
    const head = html.slice(0, end - word.length)
    return { from, before: shown.slice(0, from), head, tail, clean: isClean && isSettled(leafOf(head)) }
  }
  return undefined
}

/** The last word with a letter in it: from there on a line cannot become another kind of line. */
function lastWordAt(text: string): number {
  const word = LAST_WORD.exec(text.slice(-MAX_WORD))
  if (!word || MARKS.test(word[0]) || !/^.?\p{L}/u.test(word[0])) return -1
  return text.length - word[0].length
}

function leafOf(html: string): string {
  let at = 0
  for (const { index } of html.matchAll(LEAF)) at = index
  return html.slice(at)
}

const isSettled = (html: string): boolean => !BLOCK_END.test(html) && !/[*_~`[\]$\\]|&lt;/.test(html.replace(WHOLE, ''))
