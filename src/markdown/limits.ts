import { indentOf, isRule } from './lines.ts'

/** Lists and quotes within each other, on one line. */
const DEEP = /^[ \t]*(?:(?:>|(?:[-+*]|\d{1,9}[.)])[ \t])[ \t]*){24}/m
/** Columns before an item: some twenty levels. */
const MAX_INDENT = 48
/** A tab is four of them. */
const INDENTED = /^\s{12}/m
const MAX_LINES = 3_000
/** Rows of a table have as many cells as its head. */
const MAX_CELLS = 30_000
/** Marks times characters, per paragraph: prose stays a hundred times below. */
const MAX_EMPHASIS = 1_500_000
const MAX_OTHER = 6_000_000

/** Markdown parsers are quadratic on runs of marks: counted before parsing, so that no block can hold up the process. */
export function isTooMuch(text: string): boolean {
  const lines = text.split('\n')
  if (lines.length > MAX_LINES || (mayBeDeep(text) && lines.some(isDeep))) return true
  if (text.includes('|') && cells(lines) > MAX_CELLS) return true
  if (text.length ** 2 <= MAX_EMPHASIS) return false
  return paragraphs(text).some(
    (paragraph) =>
      count(paragraph, /[*_]/g) * paragraph.length > MAX_EMPHASIS || count(paragraph, /[~`[\]<\\$@!&]/g) * paragraph.length > MAX_OTHER,
  )
}

/** Most texts are looked at once, not line by line. */
const mayBeDeep = (text: string) => DEEP.test(text) || INDENTED.test(text)

const isDeep = (line: string) =>
  (DEEP.test(line) && !isRule(line)) ||
  (line.length > MAX_INDENT && /^\s+(?:[-+*]|\d{1,9}[.)])[ \t]/.test(line) && indentOf(line) > MAX_INDENT)

const cells = (lines: string[]) => Math.max(...lines.map((line) => count(line, /\|/g))) * lines.length

const count = (text: string, mark: RegExp) => text.match(mark)?.length ?? 0

/** Rows of a table and items of a list are parsed one by one, as paragraphs are. */
const paragraphs = (text: string) => text.split(/\n(?=[ \t]*(?:\n|\||[-+*][ \t]+[^\s*+-]|\d{1,9}[.)][ \t]))/)
