import { formulaAt, opensFormula } from './mathSyntax.ts'

type Place = { /** a row of a table: emphasis ends with its cell */ isRow: boolean; /** all there is of the block */ isBlock: boolean }
type Mark = { mark: string; at: number }
type Cut = { from: number; to: number }
type Healed = { text: string; /** it ends within code */ inCode: boolean }
type State = { text: string; marks: Mark[]; brackets: number[]; cuts: Cut[] }

const TOKEN = /\\[^]|\\$|`+|\$+|\*+|_+|~+|\||!?\[|\]|(?<=^|[\s[])!$|<br \/?$|&#?\w{0,31}$|<[^\s<>]*$/gi

/** Text of a paragraph that still grows, as it is to be seen: what is half there is left out, emphasis and code are closed. */
export function healInline(text: string, { isRow, isBlock }: Place): Healed {
  if (isBlock && /^!?\[[^\]\n]{0,60}(?:\]|\]:.*)?$/.test(text)) return { text: '', inCode: false }
  const state: State = { text, marks: [], brackets: [], cuts: [] }
  let from = 0
  for (const { 0: token, index: at } of text.matchAll(TOKEN)) {
    if (at < from) continue
    if (isRow && token === '|') state.marks = []
    const end = take(state, token, at)
    if (end === undefined) return shown(state, at)
    if (typeof end === 'string') return shown(state, text.length, end)
    from = end
  }
  return shown(state, text.length)
}

/** Where to go on; undefined when the text is to end here, a string when it ends with that. */
function take(state: State, token: string, at: number): number | string | undefined {
  const { text } = state
  if (token[0] === '`') return afterCode(state, token, at)
  if (token[0] === '$' || token === '\\(' || token === '\\[') return afterFormula(text, token, at)
  if (token === ']') return afterBracket(state, at)
  if (/^[*_~]/.test(token)) return afterMarks(state, token, at)
  if (isHalf(token) || (token === '[' && isHalfNote(text.slice(at)))) return undefined
  if (token.endsWith('[')) state.brackets.push(at)
  return at + token.length
}

/** A lone backslash, the beginning of an image, an entity, a line break or an address. */
const isHalf = (token: string) => /^(?:\\|!|&#?\w{0,31}|<.{0,200})$/.test(token)

const isHalfNote = (rest: string) => /^\[\^[^\]\s]{0,40}\]?$/.test(rest)

function afterCode({ text, cuts }: State, ticks: string, at: number): number | string | undefined {
  const start = at + ticks.length
  for (const { 0: run, index } of text.slice(start).matchAll(/`+/g)) if (run === ticks) return start + index + run.length
  const code = text.slice(start).replace(/[`\\\s]+$/, '')
  if (!code) return undefined
  cuts.push({ from: start + code.length, to: text.length })
  return ticks
}

function afterFormula(text: string, token: string, at: number): number | undefined {
  const formula = formulaAt(text, at)
  if (formula && !(at + formula.length === text.length && /^\$(?:[\d.,+-]|[A-Z_]{2}|[{(])/.test(formula))) return at + formula.length
  return opensFormula(text, at) || formula ? undefined : at + token.length
}

const HALF_TARGET = /^\](?:\(\s*(?:<[^<>\n]*>?|(?:[^()\s]|\([^()\s]*\)?)*)(?:\s+(?:"[^"]*"?|'[^']*'?)?)?|\[[^\]\n]*\]?)?$/

/** `[text](http://exam` shows its text. */
function afterBracket({ text, brackets, cuts }: State, at: number): number {
  const bracket = brackets.pop()
  if (bracket === undefined || !HALF_TARGET.test(text.slice(at))) return at + 1
  cuts.push(bracketAt(text, bracket), { from: at, to: text.length })
  return text.length
}

const bracketAt = (text: string, at: number): Cut => ({ from: at, to: text.indexOf('[', at) + 1 })

function afterMarks({ text, marks, cuts }: State, run: string, at: number): number {
  const end = at + run.length
  const before = text[at - 1] ?? ' '
  const after = text[end] ?? ''
  let left = run.length
  while (closes(marks.at(-1), run, before, after) && (marks.at(-1)?.mark.length ?? 9) <= left) left -= marks.pop()?.mark.length ?? 0
  if (left === 0) return end
  if (after === '') cuts.push({ from: end - left, to: end })
  else if (/\S/.test(after) && !isWithinWord(run, before)) marks.push(...opened(run[0] ?? '', left, end - left))
  return end
}

const isLetter = (char: string) => /[\p{L}\p{N}]/u.test(char)
const closes = (open: Mark | undefined, run: string, before: string, after: string) =>
  open?.mark[0] === run[0] && /\S/.test(before) && (run[0] !== '_' || !isLetter(after))

const isWithinWord = (run: string, before: string) =>
  (run === '*' && /[\w)/.]/.test(before)) || (run[0] === '_' && (isLetter(before) || before === '$'))

function opened(char: string, length: number, at: number): Mark[] {
  if (length > 3 || (char === '~' && length !== 2)) return []
  if (length < 3) return [{ mark: char.repeat(length), at }]
  return [
    { mark: char, at },
    { mark: char + char, at: at + 1 },
  ]
}

/** The text up to `end` without what is cut, and with the ends of what is open. */
function shown({ text, marks, brackets, cuts }: State, end: number, closing = ''): Healed {
  const all = [...cuts, ...brackets.map((bracket) => bracketAt(text, bracket)), { from: end, to: text.length }]
  const isEmpty = ({ mark, at }: Mark) => !closing && !without(text, all, at + mark.length).trim()
  const open = marks.filter((mark) => !isEmpty(mark))
  const empty = marks.filter(isEmpty).map(({ mark, at }) => ({ from: at, to: at + mark.length }))
  const kept = without(text, [...all, ...empty])
  const ends =
    closing +
    open
      .map(({ mark }) => mark)
      .toReversed()
      .join('')
  return { text: ends ? kept.trimEnd() + ends : kept, inCode: closing !== '' }
}

function without(text: string, cuts: Cut[], start = 0): string {
  let kept = ''
  let at = start
  for (const { from, to } of cuts.toSorted((a, b) => a.from - b.from)) {
    kept += text.slice(at, Math.max(at, from))
    at = Math.max(at, to)
  }
  return kept + text.slice(at)
}
