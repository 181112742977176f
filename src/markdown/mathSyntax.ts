import type { TokenizerAndRendererExtension } from 'marked'
import { closesFormula, formulaOf } from './lines.ts'

type Formula = { raw: string; tex: string; display: boolean }

const MAX_INLINE = 1_000
const MAX_LINES = 4_000

/** A number and then the rest of a sentence: `$2**, about R$ 12`, `$5，最多$`. */
const PRICE = /^\d[\d,.]*(?:\*\*|[，。；、～]|,\s+\D|\s+[a-zA-Z]{2,}|\p{Script=Han})/u

/**
 * The formula at the start of `src`, if there is one. A dollar sign is money more often than not: after a letter or digit (`US$3`),
 * before a space, or with its partner after a space or before a digit (`$5 and $10`) it stays text.
 */
function inlineFormula(src: string, before: string): Formula | undefined {
  if (src.startsWith('\\(')) return between(src, '\\)', false)
  if (src.startsWith('\\[')) return between(src, '\\]', true)
  if (src.startsWith('$$')) return between(src, '$$', true)
  if (/[a-zA-Z0-9$\\]$/.test(before)) return undefined
  const match = /^\$(?![\s$])((?:\\[^\n]|[^\\$\n])+)\$(?![\d$])/.exec(src.slice(0, MAX_INLINE))
  const tex = match?.[1] ?? ''
  return match && !/[^\\]\s$/.test(tex) && !PRICE.test(tex) ? { raw: match[0], tex, display: false } : undefined
}

function between(src: string, end: string, display: boolean): Formula | undefined {
  const at = src.slice(0, MAX_INLINE).indexOf(end, 2)
  const tex = src.slice(2, Math.max(at, 2))
  if (!tex.trim() || /\n[ \t]*\n/.test(tex) || (end === '\\]' && src[at + 2] === '(')) return undefined
  return { raw: src.slice(0, at + 2), tex, display }
}

/** A formula on lines of its own at the start of `src`. */
function blockFormula(src: string): Formula | undefined {
  if (!/^ {0,3}(?:\$\$|\\\[)/.test(src)) return undefined
  const lines = src.slice(0, MAX_LINES).split('\n')
  const end = formulaOf(lines[0] ?? '')
  if (!end) return undefined
  const last = end === 'line' ? 0 : lines.findIndex((line, at) => at > 0 && (!line.trim() || closesFormula(line, end)))
  if (last < 0 || !lines[last]?.trim()) return undefined
  const raw = lines.slice(0, last + 1).join('\n')
  const body = raw.trim()
  const tex = body.slice(2, body.lastIndexOf(body.startsWith('$$') ? '$$' : '\\]'))
  return { raw: last + 1 < lines.length ? raw + '\n' : raw, tex, display: true }
}

/** Hides formulas from the search for `*` and `_`; the length stays. */
export function maskFormulas(src: string): string {
  let masked = ''
  let from = 0
  for (let at = src.indexOf('$'); at >= 0; at = src.indexOf('$', from)) {
    const found = inlineFormula(src.slice(at), src.slice(Math.max(0, at - 2), at))
    masked += src.slice(from, at) + (found ? 'a'.repeat(found.raw.length) : '$')
    from = at + (found ? found.raw.length : 1)
  }
  return masked + src.slice(from)
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
