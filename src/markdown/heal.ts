import { isTableRule } from './lines.ts'

/** The open block's text made fit to be seen: markers that wait for their other half are closed or left out. */
export function heal(text: string): string {
  const lines = withoutHeadlessTable(text.split('\n'))
  const last = lines.pop() ?? ''
  return [...lines, isUndecided(last) ? '' : healLine(last)].join('\n')
}

/** Only a marker so far: `-` may become a list, a rule or an underline. */
const isUndecided = (line: string) =>
  /^[ \t>]*(?:[-+*] +)?(?:[-+]|\d{1,9}[.)]?|#{1,6}|=+|-{2,}|\*{1,3}|_{1,3}|`{1,2}|~{1,2}|\||\[\^?\w{0,3}\]?:?|[-+*] \[[ xX]?\]?|(?:`{3,}|~{3,}).*)?[ \t]*$/.test(
    line,
  )

/** A table shows when its second line is there, not as pipes. */
function withoutHeadlessTable(lines: string[]): string[] {
  const first = lines.findLastIndex((line, at) => !/^[ \t>]*\|/.test(line) && (line !== '' || at < lines.length - 1)) + 1
  const isTable = lines.slice(first, -1).some(isTableRule)
  return isTable ? lines : lines.slice(0, first)
}

const CLOSERS = ['**', '*', '~~', '__']

function healLine(line: string): string {
  const text = withoutHalfLink(withoutHalfFormula(line)).replace(/(^|[\s(（])[*_~`]+$/, '$1')
  const ticks = /(?:^|[^`])(`+)(?!`)(?:(?!\1(?!`))[\s\S])*$/.exec(evenTicks(text))?.[1]
  if (ticks) return text + (text.endsWith('`') ? ' ' : '') + ticks
  return closeEmphasis(text)
}

/** Without the code spans that are whole. */
const evenTicks = (text: string) => text.replace(/(?<!`)(`+)(?!`)[\s\S]*?[^`]\1(?!`)/g, (span) => 'a'.repeat(span.length))

function closeEmphasis(text: string): string {
  const open: string[] = []
  const rest = evenTicks(text).replace(/^[ \t]*[-+*] /, '')
  for (const { 0: marker, index } of rest.matchAll(/\\.|\*\*|\*|~~|__/g)) {
    if (!CLOSERS.includes(marker)) continue
    if (open.at(-1) === marker) open.pop()
    else if (!open.includes(marker) && /\S/.test(rest[index + marker.length] ?? '')) open.push(marker)
  }
  return open.length > 0 ? text.trimEnd().replace(/[*_~]$/, '') + open.reverse().join('') : text
}

function withoutHalfFormula(line: string): string {
  const opener = Math.max(line.lastIndexOf('\\('), line.lastIndexOf('\\['))
  if (opener >= 0 && !/\\[)\]]/.test(line.slice(opener)) && line.length - opener < 400) return line.slice(0, opener)
  const dollars = [...line.matchAll(/(?<![\\a-zA-Z0-9])\$\$?(?=[^\s\d$]|$)/g)]
  const last = dollars.at(-1)
  const isOdd = (line.match(/(?<!\\)\$/g)?.length ?? 0) % 2 === 1 || line.endsWith('$$')
  return last && isOdd && line.length - last.index < 400 ? line.slice(0, last.index) : line
}

const withoutHalfLink = (line: string) => line.replace(/!?\[([^[\]\n]*)\]\([^()\s]*$/, '$1').replace(/!?\[([^[\]\n]*)$/, '$1')
