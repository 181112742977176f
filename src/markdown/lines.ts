/** What a line of Markdown can be, seen alone. Lines come without their line end. */

export const isBlank = (line: string) => /^[ \t]*$/.test(line)
export const isHeading = (line: string) => /^ {0,3}#{1,6}(?:[ \t]|$)/.test(line)
export const isRule = (line: string) => /^ {0,3}(?:(?:-[ \t]*){3,}|(?:_[ \t]*){3,}|(?:\*[ \t]*){3,})$/.test(line)
export const isUnderline = (line: string) => /^ {0,3}(?:=+|-+)[ \t]*$/.test(line)
export const isQuote = (line: string) => /^ {0,3}>/.test(line)
export const isNote = (line: string) => noteOf(line) !== undefined
export const isTableRule = (line: string) => /^ {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/.test(line)

/** The definition of a footnote. */
export function noteOf(line: string): { name: string; text: string } | undefined {
  const match = /^ {0,3}\[\^([^\s[\]^]{1,40})\]:[ \t]*/.exec(line)
  return match ? { name: (match[1] ?? '').toLowerCase(), text: line.slice(match[0].length) } : undefined
}

/** Columns of white space before the first character; a tab goes to the next multiple of four. */
export function indentOf(line: string): number {
  let columns = 0
  for (const char of line) {
    if (char === ' ') columns++
    else if (char === '\t') columns += 4 - (columns % 4)
    else break
  }
  return columns
}

/** The line without so many columns of white space; of a tab that goes on beyond them the rest is left, as spaces. */
export function dedent(line: string, columns: number): string {
  let column = 0
  let at = 0
  for (; column < columns && (line[at] === ' ' || line[at] === '\t'); at++) column += line[at] === '\t' ? 4 - (column % 4) : 1
  return ' '.repeat(Math.max(column - columns, 0)) + line.slice(at)
}

type Fence = { mark: string; indent: number; info: string }

export function fenceOf(line: string): Fence | undefined {
  const match = /^( {0,3})(`{3,}(?=[^`]*$)|~{3,})(.*)$/.exec(line)
  return match ? { mark: match[2] ?? '', indent: match[1]?.length ?? 0, info: (match[3] ?? '').trim() } : undefined
}

export function closesFence(line: string, mark: string): boolean {
  const run = /^ {0,3}(`+|~+)[ \t]*$/.exec(line)?.[1] ?? ''
  return run.startsWith(mark)
}

type Item = { type: string; content: number; empty: boolean }

/** A list item: `type` tells lists apart, `content` is the column where its text begins. */
export function itemOf(line: string): Item | undefined {
  const match = /^( {0,3})([-+*]|\d{1,9}[.)])(?:([ \t]+)(.*)|)$/.exec(line)
  if (!match || isRule(line)) return undefined
  const marker = (match[1] ?? '') + (match[2] ?? '')
  const empty = !match[4]
  const gap = indentOf(' '.repeat(marker.length) + (match[3] ?? '') + 'x') - marker.length
  return { type: (match[2] ?? '').slice(-1), content: marker.length + (empty || gap > 4 ? 1 : gap), empty }
}

/** A formula on lines of its own: what ends it, or 'line' when it ends where it began. `\[no link](…)` is an escaped bracket. */
export function formulaOf(line: string): '$$' | '\\]' | 'line' | undefined {
  const match = /^ {0,3}(\$\$|\\\[(?!.*\]\())(.*)$/.exec(line)
  if (!match) return undefined
  const end = match[1] === '$$' ? '$$' : '\\]'
  const rest = match[2] ?? ''
  if (!rest.includes(end)) return end
  return closesFormula(rest, end) ? 'line' : undefined
}

/** Only the first end counts, and only punctuation may follow it: `$$x$$ is …` is a sentence. */
export function closesFormula(line: string, end: string): boolean {
  const at = line.indexOf(end)
  return at >= 0 && /^[ \t]*[.,;:。，；：]?[ \t]*$/.test(line.slice(at + end.length))
}

/** LaTeX allows no blank line in a formula, but models leave some at its edges and within environments. */
export function bridgesBlank(formula: string, next: string, end: string): boolean {
  const isEmpty = formula.trim().length === 2
  const inside = count(formula, /\\begin\{/g) > count(formula, /\\end\{/g) && !interrupts(next)
  return isEmpty || inside || next.trimStart().startsWith(end)
}

const count = (text: string, pattern: RegExp) => text.match(pattern)?.length ?? 0

/** A line that looks like the start of a formula, but is the end of one that began within the paragraph before it. */
export const endsFormula = (paragraph: string, line: string) => /^ {0,3}\$\$/.test(line) && count(paragraph, /\$\$/g) % 2 === 1

/** May begin a block without a blank line before it. */
export function interrupts(line: string): boolean {
  if (indentOf(line) > 3) return false
  if (isHeading(line) || isRule(line) || isQuote(line) || isNote(line) || fenceOf(line) || formulaOf(line)) return true
  const item = itemOf(line)
  return item !== undefined && !item.empty && (!/^ {0,3}\d/.test(line) || /^ {0,3}1[.)]/.test(line))
}
