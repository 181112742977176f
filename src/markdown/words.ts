import { escapeHtml } from './escape.ts'
import type { Place } from './place.ts'

/** The very end, where more can be put without parsing anything. */
export type End = Place & {
  /** `code` and `source` are shown as they are written */
  kind: 'words' | 'code' | 'source'
  /** the source from this place on: a word that could become something else, or the beginning of a line of source */
  word: string
  /** what ends it */
  stop: RegExp
  /** how many elements `tail` ends */
  depth: number
}

/** How the open block went on: all of it, and the HTML that was added `depth` last children deep. */
export type Added = { open: string; depth: number; html: string }

/** Characters that can mean more than themselves; `|` and `#` do so in tables and headings. */
export const MARKS = /[*_~`[\]<$\\@&\n]|:\/\/|www\./i
const MARKS_IN_CELL = /[*_~`[\]<$\\@&\n|]|:\/\/|www\./i
const MARKS_IN_HEADING = /[*_~`[\]<$\\@&\n#]|:\/\/|www\./i

/** Texts are cut before a space or a Chinese or Japanese character: no word, link or emphasis then depends on what is before the cut. */
const LAST_WORD =
  /[ \p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}，。：；、][^ \n\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}，。：；、]*$/u
const MAX_WORD = 80

const depthOf = ({ tail }: Place): number => tail.split('</').length - 1

export function endOfWords(word: string, place: Place): End {
  const stop = place.tail.includes('</t') ? MARKS_IN_CELL : place.tail.includes('</h') ? MARKS_IN_HEADING : MARKS
  return { ...place, kind: 'words', word, stop, depth: depthOf(place) }
}

export const endOfCode = (spaces: string, place: Place): End => ({
  ...place,
  kind: 'code',
  word: spaces,
  stop: /[`\\\n|]/,
  depth: depthOf(place),
})

/** `stop`: which line may be more than another line of this source */
export const endOfSource = (place: Place, stop: RegExp): End => ({ ...place, kind: 'source', word: '', stop, depth: depthOf(place) })

/** What is shown after more words; undefined where they are more than words. */
export function goOn(end: End, added: string): { end: End; added: Added } | undefined {
  const { kind, word, head, tail, stop, depth } = end
  const rest = word + added
  if (stop.test(rest)) return undefined
  if (kind === 'source') return goOnWithSource(end, rest)
  const shown = rest.trimEnd()
  const html = escapeHtml(shown.slice(word.trimEnd().length))
  const at = kind === 'words' ? Math.max(lastWordAt(shown, true), 0) : shown.length
  const whole = head + escapeHtml(shown.slice(0, at))
  const open = whole + escapeHtml(shown.slice(at)) + tail
  return {
    end: { ...end, from: end.from + at, word: rest.slice(at), head: whole },
    added: { open, depth, html },
  }
}

/** Of source a line end is shown with the line after it: the one before the end of a fence is none of the code. */
export const withoutLineEnd = (source: string): string => (source.endsWith('\n') ? source.slice(0, -1) : source)

function goOnWithSource(end: End, rest: string): { end: End; added: Added } {
  const html = escapeHtml(withoutLineEnd(rest).slice(withoutLineEnd(end.word).length))
  const head = end.head + html
  const [word = ''] = /\n[ \t]*$/.exec(rest) ?? []
  return {
    end: { ...end, from: end.from + rest.length - word.length, word, head },
    added: { open: head + end.tail, depth: end.depth, html },
  }
}

/** Where the last word begins. At the start of a line only one with a letter is safe: the line cannot become another kind of line. */
export function lastWordAt(text: string, isWithinLine = false): number {
  const word = LAST_WORD.exec(text.slice(-MAX_WORD))
  if (!word || MARKS.test(word[0]) || !(isWithinLine || /^.?\p{L}/u.test(word[0]))) return -1
  return text.length - word[0].length
}
