import type { TokenizerAndRendererExtension } from 'marked'
import { bridgesBlank, closesFormula, formulaOf, isBlank } from './lines.ts'

type Formula = { raw: string; tex: string; display: boolean }

const MAX_INLINE = 1_000
const MAX_LINES = 4_000

/** A number and then the rest of a sentence: a mark of Markdown, a word, a second currency, Chinese (`$5，最多$`). */
const PRICE =
  /^\d[\d,.]*[kKmMbB]?(?:(?:\*\*|\*\s|__|_\s|~~|\]|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}])|.*(?:(?:^|[\s(/])[a-zA-Z]{2,}|,\s+[a-zA-Z]+:|[\u3001-\u303f\uff01-\uff65€£¥₹₩]))/u
/** What has words, and yet is a formula. */
const COMMANDS = /\\(?:text\w*|mathrm|mbox|operatorname)\*?\s*\{[^{}]*\}?|\\[a-zA-Z]+/g
/** `$PATH:$HOME`, `${a}/${b}`, `$(a).$(b)` are no formulas, `$n$th` is one. */
const isVariable = (tex: string, next: string) =>
  isUnbalanced(tex) || (/^[A-Z_]{2}/.test(tex) && /\w/.test(next)) || (/^[{(]/.test(tex) && tex[0] === next)

const isUnbalanced = (tex: string) => (tex.match(/(?<!\\)\{/g)?.length ?? 0) !== (tex.match(/(?<!\\)\}/g)?.length ?? 0)

/**
 * The formula at the start of `src`, if there is one. A dollar sign is money more often than not: after a letter or digit (`US$3`),
 * before a space, or with its partner after a space or before a digit (`$5 and $10`) it stays text.
 */
function inlineFormula(src: string, before: string): Formula | undefined {
  if (src.startsWith('\\(') || src.startsWith('\\[')) return bracketed(src, before)
  if (src.startsWith('$$')) return doubled(src, before)
  if (/[a-zA-Z0-9$\\]$/.test(before)) return undefined
  const match = /^\$(?![\s$])((?:\\[^\n]|[^\\$\n])+)\$(?![\d$])/.exec(src.slice(0, MAX_INLINE))
  const tex = match?.[1] ?? ''
  const isText = /[^\\]\s$/.test(tex) || isVariable(tex, src[tex.length + 2] ?? '') || PRICE.test(tex.replace(COMMANDS, ''))
  return match && !isText ? { raw: match[0], tex, display: false } : undefined
}

/** A restaurant's `$$ to $$$` is no formula. */
function doubled(src: string, before: string): Formula | undefined {
  const found = src[2] === '$' || before.endsWith('$') ? undefined : between(src, '$$', true)
  return found && src[found.raw.length] !== '$' && !/^\s*(?:to|or|and|[-–])?\s*$/.test(found.tex) ? found : undefined
}

/** Brackets may as well be escaped ones: `array\[0\]`, `\[text\](http://…)`, the citation `\[12\]`. */
function bracketed(src: string, before: string): Formula | undefined {
  if (/\w$/.test(before)) return undefined
  if (src[1] === '(') return between(src, '\\)', false)
  const found = between(src, '\\]', true)
  return found && !/^[\d, –-]*$/.test(found.tex) && src[found.raw.length] !== '(' ? found : undefined
}

function between(src: string, end: string, display: boolean): Formula | undefined {
  const at = src.slice(0, MAX_INLINE).indexOf(end, 2)
  const tex = src.slice(2, Math.max(at, 2))
  return !tex.trim() || /\n[ \t]*\n/.test(tex) ? undefined : { raw: src.slice(0, at + 2), tex, display }
}

function lastLine(lines: string[], end: string): number | undefined {
  for (let at = 1; at < lines.length; at++) {
    const line = lines[at] ?? ''
    if (closesFormula(line, end)) return at
    if (!isBlank(line)) continue
    const next = lines.slice(at).find((later) => !isBlank(later))
    if (next === undefined || !bridgesBlank(lines.slice(0, at).join('\n'), next, end)) return undefined
  }
  return undefined
}

/** A formula on lines of its own at the start of `src`. */
function blockFormula(src: string): Formula | undefined {
  if (!/^ {0,3}(?:\$\$|\\\[)/.test(src)) return undefined
  const lines = src.slice(0, MAX_LINES).split('\n')
  const end = formulaOf(lines[0] ?? '')
  if (!end) return undefined
  const last = end === 'line' ? 0 : lastLine(lines, end)
  if (last === undefined) return undefined
  const raw = lines.slice(0, last + 1).join('\n')
  const body = raw.trim()
  const tex = body.slice(2, body.lastIndexOf(body.startsWith('$$') ? '$$' : '\\]'))
  if (!tex.trim()) return undefined
  return { raw: last + 1 < lines.length ? raw + '\n' : raw, tex, display: true }
}

type Found = { at: number; raw: string }

/** Formulas in a line or a paragraph. `isText` tells where a mark cannot begin one. */
function formulasIn(src: string, isText: (at: number) => boolean = () => false): Found[] {
  const found: Found[] = []
  let from = 0
  for (const { 0: mark, index: at } of src.matchAll(/\\.|\$/g)) {
    if (at < from || !'$(['.includes(mark.at(-1) ?? '') || isText(at)) continue
    const raw = formulaAt(src, at)
    if (raw) found.push({ at, raw })
    from = at + (raw ?? mark).length
  }
  return found
}

/** The formula that begins at `at`, as it is written. */
export const formulaAt = (src: string, at: number) => inlineFormula(src.slice(at, at + MAX_INLINE), src.slice(Math.max(0, at - 2), at))?.raw

/** Whether more text could make a formula of what begins at `at`. */
export function opensFormula(src: string, at: number): boolean {
  const rest = src.slice(at)
  const before = src.slice(Math.max(0, at - 2), at)
  if (rest.length > MAX_INLINE || /\n[ \t>]*\n/.test(rest)) return false
  if (rest.startsWith('\\(')) return !/\w$/.test(before) && !rest.includes('\\)')
  if (rest.startsWith('\\[')) return !/\w$/.test(before) && !/\\\]|\]\(/.test(rest)
  if (rest.startsWith('$$')) return rest[2] !== '$' && !rest.includes('$$', 2)
  if (/[a-zA-Z0-9$\\]$/.test(before) || /^\$[\s$]|\n/.test(rest)) return false
  return !/[^\\]\$(?:.|$)/.test(rest.slice(1)) && !PRICE.test(rest.slice(1).replace(COMMANDS, ''))
}

/** Hides formulas from the search for `*` and `_`. In `masked`, of the same length, code and links are hidden already, as `a`. */
export function maskFormulas(src: string, masked: string): string {
  let hidden = masked
  for (const { at, raw } of formulasIn(src, (place) => masked[place] === 'a'))
    hidden = hidden.slice(0, at) + 'a'.repeat(raw.length) + hidden.slice(at + raw.length)
  return hidden
}

const CODE = /(?<!`)(`+)(?!`)\S(?:.*?[^\s`])?\1(?!`)/g

/** A row of a table whose formulas and code keep their bars: `| $|x|$ |` is one cell. */
export function escapeBars(row: string): string {
  const codes = [...row.matchAll(CODE)].map(({ 0: raw, index: at }) => ({ at, raw }))
  const formulas = formulasIn(row, (place) => codes.some(({ at, raw }) => place >= at && place < at + raw.length))
  let escaped = row
  for (const { at, raw } of [...codes, ...formulas].toSorted((a, b) => b.at - a.at))
    escaped = escaped.slice(0, at) + raw.replace(/(?<!\\)\|/g, '\\|') + escaped.slice(at + raw.length)
  return escaped
}

export const mathExtensions: TokenizerAndRendererExtension[] = [
  {
    name: 'formula',
    level: 'inline',
    start: (src) => src.indexOf('$'),
    tokenizer(src, tokens) {
      if (src[0] !== '$' && src[0] !== '\\') return undefined
      const found = inlineFormula(src, tokens.at(-1)?.raw.slice(-2) ?? '')
      return found && { type: 'formula', ...found }
    },
  },
  {
    name: 'formulaBlock',
    level: 'block',
    tokenizer(src) {
      const found = blockFormula(src)
      return found && { type: 'formulaBlock', ...found }
    },
  },
]
