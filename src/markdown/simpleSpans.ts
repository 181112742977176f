import { escapeHtml } from './escape.ts'
import { MARKS } from './words.ts'

const WORDS = '[\\p{L}\\p{N}](?:[^\\n*_~`[\\]<$\\\\@&|:]*[\\p{L}\\p{N}])?'
const BEFORE = '(?<=^|\\s)'
const AFTER = '(?=$|[\\s.,:;!?])'

/** Bold or slanted words between spaces, and code without spaces at its edges. */
const SPAN = new RegExp(
  `${BEFORE}\\*\\*(?<strong>${WORDS})\\*\\*${AFTER}|${BEFORE}\\*(?<em>${WORDS})\\*${AFTER}|(?<!\`)\`(?<code>[^\\s\`](?:[^\`\\n\\\\$|]*[^\\s\`\\\\$|])?)\`(?!\`)`,
  'gu',
)

/** HTML of words of which some can be nothing but bold, slanted or code, so that no parser has to be asked; undefined of all others. */
export function renderSimpleSpans(text: string): string | undefined {
  let html = ''
  let from = 0
  for (const { 0: span, index, groups = {} } of text.matchAll(SPAN)) {
    const before = text.slice(from, index)
    if (MARKS.test(before)) return undefined
    html += escapeHtml(before) + renderSpan(groups)
    from = index + span.length
  }
  const rest = text.slice(from)
  return from === 0 || MARKS.test(rest) ? undefined : html + escapeHtml(rest)
}

function renderSpan({ strong, em, code = '' }: Record<string, string | undefined>): string {
  if (strong !== undefined) return `<strong>${escapeHtml(strong)}</strong>`
  return em === undefined ? `<code>${escapeHtml(code)}</code>` : `<em>${escapeHtml(em)}</em>`
}
