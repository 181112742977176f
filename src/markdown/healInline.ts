import { formulaAt, opensFormula } from './mathSyntax.ts'

type Place = { /** a row of a table: emphasis ends with its cell */ isRow: boolean; /** all there is of the block */ isBlock: boolean }
type Cut = { from: number; to: number }
type State = { text: string; marks: string[]; brackets: number[]; cuts: Cut[] }

const TOKEN = /\\[^]|\\$|`+|\$+|\*+|_+|~~+|\||!?\[|\]|[<&][^\s<>]*$|<br ?\/?$/gi

/** Text of a paragraph that still grows, as it is to be seen: what is half there is left out, emphasis and code are closed. */
export function healInline(text: string, { isRow, isBlock }: Place): string {
  if (isBlock && /^!?\[[^\]\n]{0,60}(?:\]|\]:.*)?$/.test(text)) return ''
  const state: State = { text, marks: [], brackets: [], cuts: [] }
  let from = 0
  for (const { 0: token, index: at } of text.matchAll(TOKEN)) {
    if (at < from) continue
    const end = isRow && token === '|' ? endOfCell(state, at) : take(state, token, at)
    if (end === undefined) return shown(state, at)
    if (typeof end === 'string') return shown(state, text.length, end)
    from = end
  }
  for (const bracket of state.brackets) state.cuts.push({ from: bracket, to: text.indexOf('[', bracket) + 1 })
  return shown(state, text.length)
}

/** Where to go on; undefined when the text is to end here, a string when it ends with that. */
function take(state: State, token: string, at: number): number | string | undefined {
  const end = at + token.length
  if (token[0] === '`') return afterCode(state.text, token, at)
  if (token[0] === '$' || token === '\\(' || token === '\\[') return afterFormula(state.text, token, at)
  if (token[0] === '\\') return token.length > 1 ? end : undefined
  if (token[0] === '<' || token[0] === '&') return isHalf(token) ? undefined : end
  if (token === ']') return afterBracket(state, at)
  if (token.endsWith('[')) state.brackets.push(at)
  else if (token !== '|') return afterMarks(state, token, at)
  return end
}

function endOfCell(state: State, at: number): number {
  state.marks = []
  return at + 1
}

/** The beginning of an entity, a line break or an address. */
const isHalf = (token: string) => /^(?:&#?\w{0,31}|<(?:b(?:r ?\/?)?|h|ht|htt|https?|https?:.*|mailto:.*)?)$/i.test(token)

function afterCode(text: string, ticks: string, at: number): number | string | undefined {
  const start = at + ticks.length
  for (const { 0: run, index } of text.slice(start).matchAll(/`+/g)) if (run === ticks) return start + index + run.length
  if (!text.slice(start).trim()) return undefined
  return (text.endsWith('`') ? ' ' : '') + ticks
}

function afterFormula(text: string, token: string, at: number): number | undefined {
  const formula = formulaAt(text, at)
  if (formula && !(at + formula.length === text.length && /^\$(?:[\d.,+-]|[A-Z_]{2}|[{(])/.test(formula))) return at + formula.length
  return opensFormula(text, at) || formula ? undefined : at + token.length
}

/** `[text](http://exam` shows its text. */
function afterBracket({ text, brackets, cuts }: State, at: number): number {
  const bracket = brackets.pop()
  if (bracket === undefined) return at + 1
  const rest = text.slice(at)
  if (!/^\](?:\((?:[^()\s]|\([^()\s]*\))*(?:\s+(?:"[^"]*"?|'[^']*'?)?)?|\[[^\]\n]*)?$/.test(rest)) return at + 1
  cuts.push({ from: bracket, to: text.indexOf('[', bracket) + 1 }, { from: at, to: text.length })
  return text.length
}

function afterMarks({ text, marks, cuts }: State, run: string, at: number): number {
  const before = text[at - 1] ?? ' '
  const after = text[at + run.length] ?? ''
  let left = run.length
  while (/\S/.test(before) && left > 0 && marks.at(-1)?.[0] === run[0] && (marks.at(-1)?.length ?? 0) <= left)
    left -= marks.pop()?.length ?? 0
  if (left === 0) return at + run.length
  if (after === '') cuts.push({ from: at + run.length - left, to: text.length })
  else if (/\S/.test(after) && !isWithinWord(run, before, after)) marks.push(...opened(run[0] ?? '', left))
  return at + run.length
}

const isWithinWord = (run: string, before: string, after: string) =>
  (run === '*' && /[\w)]/.test(before) && /[\w(]/.test(after)) || (run[0] === '_' && /[\p{L}\p{N}$]/u.test(before))

const opened = (char: string, length: number) =>
  char === '~' ? ['~~'] : length === 3 ? [char, char + char] : length < 3 ? [char.repeat(length)] : []

function shown({ text, marks, cuts }: State, end: number, closing = ''): string {
  let kept = text.slice(0, end)
  for (const { from, to } of cuts.toSorted((a, b) => b.from - a.from)) if (from < end) kept = kept.slice(0, from) + kept.slice(to)
  const ends = marks.toReversed().join('')
  if (closing) return kept + closing + ends
  return ends ? withoutEmpty(kept.trimEnd(), ends) : kept
}

/** A mark right before its own end would be seen. */
const withoutEmpty = (text: string, ends: string) => (/[*_~]$/.test(text) ? text.replace(/[*_~]+$/, '') : text + ends)
