import { endTagsAt } from './endTags.ts'
import { escapeHtml } from './escape.ts'
import type { healInline } from './healInline.ts'
import { isSettled, lastWord, leafOf, type Place } from './place.ts'
import { type Added, type End, endOfCode, endOfSource, endOfWords, goOn, withoutLineEnd } from './words.ts'

/** The open block as it was last shown. */
export type Shown = {
  kind: string
  text: string
  html: string
  /** where words go on */
  end?: End | undefined
  /** what comes after it can be parsed alone */
  piece?: Place | undefined
  /** that piece as it was parsed */
  healed?: string | undefined
}

/** With words at its end; undefined where they can be more than words. */
export function withWords(shown: Shown, words: string): { shown: Shown; added: Added } | undefined {
  if (words === '') return { shown, added: { open: shown.html, depth: 0, html: '' } }
  const gone = shown.end && goOn(shown.end, words)
  if (!gone) return undefined
  const { end, added } = gone
  const text = end.kind === 'source' ? withoutLineEnd(shown.text + hiddenLineEnd(shown.end) + words) : shown.text + words
  return {
    shown: { ...shown, text, html: added.open, end, piece: shown.piece === shown.end ? end : shown.piece },
    added,
  }
}

const hiddenLineEnd = (end: End | undefined): string => (end?.word === '\n' ? '\n' : '')

/** The source of code and formulas, after more of it. */
export function withSource(shown: Shown, text: string): Shown | undefined {
  if (!text.startsWith(shown.text)) return undefined
  const end = endTagsAt(shown.html)
  const html = shown.html.slice(0, end) + escapeHtml(text.slice(shown.text.length)) + shown.html.slice(end)
  return { kind: shown.kind, text, html }
}

/** Source whose last line cannot become the end of it any more: everything goes on with it, up to what `stop` finds. */
export function withinLine({ kind, text, html }: Shown, stop: RegExp): Shown {
  const at = endTagsAt(html)
  return { kind, text, html, end: endOfSource({ from: text.length, head: html.slice(0, at), tail: html.slice(at) }, stop) }
}

type Healed = ReturnType<typeof healInline>

/** With its last word it can become the definition of a link, of which nothing is shown. */
const isHalfDefinition = (text: string) => /^ {0,3}\[[^]*\]:/.test(text)

/** What was parsed as a whole. */
export function shownWhole(kind: string, text: string, healed: string, html: string): Shown {
  if (kind !== 'text') return { kind, text, html }
  const place = healed.startsWith(text.trimEnd()) && !isHalfDefinition(text) ? lastWord(text, html) : undefined
  const end = place && endOfWords(text.slice(place.from), place)
  return { kind, text, html, end, piece: end && isSettled(end) ? end : leafOf(text, html) }
}

/** What is shown of the end of a block, behind `html` of what its source up to `from` is. */
export function after(html: string, from: number, { end, piece, ...shown }: Shown): Shown {
  const moved = <P extends Place>(place: P): P => ({ ...place, from: from + place.from, head: html + place.head })
  const movedEnd = end && moved(end)
  return { ...shown, html: html + shown.html, end: movedEnd, piece: piece === end ? movedEnd : piece && moved(piece) }
}

/** The same with another `piece`, whose source from there on is `rest` and was healed. */
export function withPiece({ kind, piece }: Shown & { piece: Place }, text: string, healed: Healed, html: string): Shown {
  const rest = text.slice(piece.from)
  const shown: Shown = { kind, text, html: piece.head + html + piece.tail, piece, healed: healed.text }
  const place = healed.inCode ? codeIn(rest, html) : healed.text.startsWith(rest.trimEnd()) ? lastWord(rest, html, true) : undefined
  if (!place) return shown
  const whole = { from: piece.from + place.from, head: piece.head + place.head, tail: place.tail + piece.tail }
  const word = rest.slice(place.from)
  if (healed.inCode) return { ...shown, end: endOfCode(word, whole) }
  const end = endOfWords(word, whole)
  return isSettled(place) ? { ...shown, end, piece: end, healed: undefined } : { ...shown, end }
}

/** Code that is still open: all of `rest` but spaces at its end is in it. */
function codeIn(rest: string, html: string): Place | undefined {
  const end = endTagsAt(html)
  const from = rest.trimEnd().length
  return /[`\\]\s*$/.test(rest) ? undefined : { from, head: html.slice(0, end), tail: html.slice(end) }
}
