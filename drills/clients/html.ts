/** Where an element stands in a piece of HTML. */
export type Place = { start: number; innerStart: number; innerEnd: number; end: number }

/** The element with this id; null where there is none. */
export function placeOf(html: string, id: string): Place | null {
  const opening = new RegExp(`<([a-z][\\w-]*)\\b[^<>]*\\sid="${id}"[^<>]*>`).exec(html)
  if (!opening) return null
  const innerStart = opening.index + opening[0].length
  const tags = new RegExp(`<(/?)${opening[1]}\\b[^<>]*>`, 'g')
  tags.lastIndex = innerStart
  for (let depth = 1, tag = tags.exec(html); tag; tag = tags.exec(html)) {
    depth += tag[1] === '/' ? -1 : 1
    if (depth === 0) return { start: opening.index, innerStart, innerEnd: tag.index, end: tags.lastIndex }
  }
  throw new Error(`The element ${id} does not end: ${html.slice(0, 200)}`)
}

const replaced = (html: string, from: number, to: number, by: string): string => html.slice(0, from) + by + html.slice(to)

/** The swaps of htmx 4 by what they do to the text; a morph ends in the same document as a replacement. */
const SWAPS: Readonly<Record<string, (html: string, place: Place, by: string) => string>> = {
  before: (html, { start }, by) => replaced(html, start, start, by),
  beforebegin: (html, { start }, by) => replaced(html, start, start, by),
  prepend: (html, { innerStart }, by) => replaced(html, innerStart, innerStart, by),
  afterbegin: (html, { innerStart }, by) => replaced(html, innerStart, innerStart, by),
  append: (html, { innerEnd }, by) => replaced(html, innerEnd, innerEnd, by),
  beforeend: (html, { innerEnd }, by) => replaced(html, innerEnd, innerEnd, by),
  after: (html, { end }, by) => replaced(html, end, end, by),
  afterend: (html, { end }, by) => replaced(html, end, end, by),
  innerHTML: (html, { innerStart, innerEnd }, by) => replaced(html, innerStart, innerEnd, by),
  innerMorph: (html, { innerStart, innerEnd }, by) => replaced(html, innerStart, innerEnd, by),
  textContent: (html, { innerStart, innerEnd }, by) => replaced(html, innerStart, innerEnd, by),
  outerHTML: (html, { start, end }, by) => replaced(html, start, end, by),
  outerMorph: (html, { start, end }, by) => replaced(html, start, end, by),
  delete: (html, { start, end }) => replaced(html, start, end, ''),
}

const PARTIAL = /<hx-partial\b([^<>]*)>([\s\S]*?)<\/hx-partial>/g

/** What a page shows after a frame; partials for what is not in `html` are passed over. */
export function applyFrame(html: string, frame: string): string {
  let page = html
  for (const [, attributes = '', content = ''] of frame.matchAll(PARTIAL)) {
    const id = /hx-target="#([^"]*)"/.exec(attributes)?.[1] ?? ''
    const swap = /hx-swap="(\w+)/.exec(attributes)?.[1] ?? 'innerHTML'
    const place = placeOf(page, id)
    const change = SWAPS[swap]
    if (!change) throw new Error(`The drill does not know the swap ${swap}`)
    if (place) page = change(page, place, content)
  }
  return page
}

/** The words of a piece of HTML, with one space between them. */
export const wordsOf = (html: string): string =>
  html
    .replace(/<[^>]*>/g, ' ')
    .trim()
    .split(/\s+/)
    .join(' ')
