/** HTML of words within a line; undefined where they are more than that. */
export type Inline = (words: string) => string | undefined

type Item = { indent: number; content: number; /** tells lists apart */ type: string; number: number | undefined; words: string }
type Level = Item & { end: string }

/** An item of one line: its words begin with a letter, so they are no block of another kind. */
const ITEM = /^( *)([-+*]|(\d{1,9})[.)]) (?=(?:[*_`]|\*\*|__|~~|\$)?\p{L})/u
const MAX_LEVELS = 8

function itemOf(line: string): Item | undefined {
  const [start, { length: indent } = '', mark = '', digits] = ITEM.exec(line) ?? []
  if (start === undefined || /[ \t]$/.test(line)) return undefined
  const number = digits === undefined ? undefined : Number(digits)
  return { indent, content: start.length, type: mark.slice(-1), number, words: line.slice(start.length) }
}

/** A tight list and those within it, of which each line is an item. */
export function renderSimpleList(lines: readonly string[], inline: Inline): string | undefined {
  const levels: Level[] = []
  let html = ''
  for (const line of lines) {
    const item = itemOf(line)
    const before = item && edge(item, levels)
    const words = item && inline(item.words)
    if (before === undefined || words === undefined) return undefined
    html += `${before}<li>${words}`
  }
  while (levels.length > 0) html += endOf(levels)
  return html
}

const endOf = (levels: Level[]): string => `</li>${levels.pop()?.end}`

/** What stands before an item: the end of the one before it, or the start of a list, which then is one of `levels`. */
function edge(item: Item, levels: Level[]): string | undefined {
  const at = levels.findIndex(({ indent }) => indent === item.indent)
  if (at < 0) return startOf(item, levels)
  if (levels[at]?.type !== item.type) return undefined
  let ends = ''
  while (levels.length > at + 1) ends += endOf(levels)
  return `${ends}</li>`
}

function startOf(item: Item, levels: Level[]): string | undefined {
  const last = levels.at(-1)
  const isWithin = last ? item.indent >= last.content && item.indent <= last.content + 3 : item.indent === 0
  const { number = 1 } = item
  // only a list that begins with 1 may follow words without a blank line
  if (!isWithin || levels.length === MAX_LEVELS || (last && number !== 1)) return undefined
  levels.push({ ...item, end: item.number === undefined ? '</ul>' : '</ol>' })
  if (item.number === undefined) return '<ul>'
  return number === 1 ? '<ol>' : `<ol start="${number}">`
}
