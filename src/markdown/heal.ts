import { healInline } from './healInline.ts'
import { isTooMuch } from './limits.ts'
import { isBlank, isTableRule } from './lines.ts'

const PREFIX = /^[ \t>]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]+)*(?:\[[ xX]\][ \t]+)?(?:#{1,6}[ \t]+)?/
const ROW = /^[ \t>]*\|/

/** The open block's text made fit to be seen: markers that wait for their other half are closed or left out. */
export function heal(text: string): string {
  if (isTooMuch(text)) return text
  const lines = withoutHeadlessTable(text.split('\n'))
  if (isInFence(lines)) return withoutFenceEnd(lines).join('\n')
  const last = lines.at(-1) ?? ''
  if (isUndecided(last) || isHalfRule(lines)) lines[lines.length - 1] = ''
  const start = leafStart(lines)
  const leaf = lines.slice(start).join('\n')
  const prefix = PREFIX.exec(leaf)?.[0] ?? ''
  const place = { isRow: ROW.test(leaf), isBlock: start === 0 && prefix === '' }
  const healed = prefix + healInline(leaf.slice(prefix.length), place).text
  return [...lines.slice(0, start), withoutUndecidedEnd(healed)].join('\n')
}

/** Only a marker so far: `-` may become a list, a rule or an underline. */
const isUndecided = (line: string) =>
  /^[ \t>]*(?:[-+*] +)?(?:[-+]|\d{1,9}[.)]?|#{1,6}|=+|-{2,}|\*{1,3}|_{1,3}|`{1,2}|~{1,2}|\||\[\^?\w{0,3}\]?:?|\[\^[^\s\]]{0,40}\]?:?|(?:[-+*]|\d{1,9}[.)]) \[[ xX]?\]?|(?:`{3,}|~{3,}).*)?[ \t]*$/.test(
    line,
  )

/** What is left after a cut may be a marker alone. */
function withoutUndecidedEnd(leaf: string): string {
  const end = leaf.lastIndexOf('\n') + 1
  return isUndecided(leaf.slice(end)) ? leaf.slice(0, end) : leaf
}

/** The rule below the head of a table without bars at its edges. */
const isHalfRule = (lines: string[]) => lines.at(-2)?.includes('|') && /^[ \t>]*[-:|][-:| \t]*$/.test(lines.at(-1) ?? '')

/** A table shows when its second line is there, not as pipes. */
function withoutHeadlessTable(lines: string[]): string[] {
  const first = lines.findLastIndex((line, at) => !ROW.test(line) && (!isBlank(line.replaceAll('>', '')) || at < lines.length - 1)) + 1
  const isTable = first === lines.length || lines.slice(first, -1).some(isTableRule)
  return isTable ? lines : [...lines.slice(0, first), '']
}

const FENCE = /^[ \t>]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]+)*(`{3,}|~{3,})/

/** Whether the last line is code of a fence that stands in a list or a quote. */
function isInFence(lines: string[]): boolean {
  let mark = ''
  for (const line of lines.slice(0, -1)) {
    const fence = FENCE.exec(line)?.[1] ?? ''
    if (!mark) mark = fence
    else if (fence.startsWith(mark) && /[`~][ \t]*$/.test(line)) mark = ''
  }
  return mark !== ''
}

const withoutFenceEnd = (lines: string[]) => (/^[ \t>]*(?:`+|~+)[ \t]*$/.test(lines.at(-1) ?? '') ? [...lines.slice(0, -1), ''] : lines)

/** Where the last paragraph, item, heading or row begins. */
function leafStart(lines: string[]): number {
  for (let at = lines.length - 1; at > 0; at--) {
    const line = lines[at] ?? ''
    if (isBlank((lines[at - 1] ?? '').replaceAll('>', '')) || ROW.test(line) || /^[ \t>]*(?:[-+*]|\d{1,9}[.)]|#{1,6})[ \t]/.test(line))
      return at
  }
  return 0
}

/** Words, or the first of a pair of marks and words: no such line can become another kind of line. */
const SAFE_START = /^(?:[*_`]|\*\*|__|~~|\$)?\p{L}/u

/** Where the text of the last paragraph, item, heading or cell begins; undefined where what follows could change what it is. */
export function leafAt(text: string): number | undefined {
  const lines = text.split('\n')
  const leaf = lines.slice(leafStart(lines)).join('\n')
  const isRow = ROW.test(leaf)
  const start = isRow ? cellStart(leaf) : (PREFIX.exec(leaf)?.[0].length ?? 0)
  const content = leaf.slice(start)
  return (isRow && !content.includes('\n')) || SAFE_START.test(content) ? text.length - content.length : undefined
}

/** Bars within code and formulas end no cell. */
function cellStart(row: string): number {
  const bar = row.lastIndexOf('|')
  const isPlain = !/[$\\]/.test(row) && (row.slice(0, bar).match(/`/g)?.length ?? 0) % 2 === 0
  return isPlain ? row.length - row.slice(bar + 1).replace(/^[ \t]+/, '').length : row.length
}
