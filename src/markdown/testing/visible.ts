import type { View } from '../markdown.ts'

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", '#x27': "'" }

/** What a reader sees of an answer's HTML, without white space and brackets: those of a link are gone before it is whole. */
export const visible = (html: string) =>
  html
    .replace(/<figcaption>.*?<\/figcaption>/gs, '')
    .replace(/<a [^>]*>↩<\/a>/g, '')
    .replace(/<[^>]*>/g, '')
    .replace(/&(amp|lt|gt|quot|#39|#x27);/g, (whole, name: string) => ENTITIES[name] ?? whole)
    .replace(/[\s[\]]+/g, '')

/** An unfinished formula is shown as its source, on purpose. */
const isSource = (open: string) => open.startsWith('<pre class="plain">')

const kindOf = (html: string) =>
  /^<(\w+)(?: class="([\w-]+))?/
    .exec(html.replace(/^<div data-block>/, ''))
    ?.slice(1)
    .join(' ')
    .trim() ?? ''

/** A heading by its underline and a table without bars at the edges begin as paragraphs: nobody can know. */
const BECOMES: Record<string, string[]> = { p: ['h1', 'h2', 'div table-wrap'] }

/** What is wrong with a view of an answer that will end as `blocks`: something shown that is not there in the end. */
export function garbageIn({ closed, open }: View, blocks: readonly string[]): string[] {
  const faults: string[] = []
  if (closed.some((block, at) => block !== blocks[at])) faults.push('a finished block changes')
  if (!open || isSource(open)) return faults
  const later = blocks.slice(closed.length)
  const kind = kindOf(open)
  const last = kindOf(later[0] ?? '')
  if (kind !== last && BECOMES[kind]?.includes(last)) return faults
  if (kind !== last) faults.push(`${kind} becomes ${last}`)
  if (!visible(later.join('')).startsWith(visible(open))) faults.push(`shows ${visible(open)}`)
  return faults
}
