import { isTableRule } from './lines.ts'

/** The last item of a tight list or the last row of a table: it looks the same whatever stands in those before it. */
export type Part = {
  /** where it begins in the source */
  from: number
  /** source that makes a block of it alone */
  before: string
}

/** What may reach from one part into another. */
const FAR = /\n[ \t]*\n|```|~~~|\[\^|\]:|\$\$|\\\[/

export function lastPart(text: string): Part | undefined {
  if (!/^[|+*\d-]/.test(text) || FAR.test(text)) return undefined
  return text.startsWith('|') ? lastRow(text) : lastItem(text)
}

/** From the second row on: the first brings the body of the table. */
function lastRow(text: string): Part | undefined {
  const [head = '', rule = ''] = text.split('\n', 2)
  const before = `${head}\n${rule}\n`
  const from = text.lastIndexOf('\n|') + 1
  const isSecond = from > before.length && text.startsWith('|', before.length)
  return isSecond && isTableRule(rule) && !/\n[^|]/.test(text) ? { from, before } : undefined
}

function lastItem(text: string): Part | undefined {
  const [, bullet, dot] = /^(?:([-+*])|\d{1,9}([.)]))[ \t]+\S/.exec(text) ?? []
  const marker = bullet ? `\\${bullet}` : dot && `\\d{1,9}\\${dot}`
  if (!marker || new RegExp(`\\n(?!${marker})(?:[-+*]|\\d{1,9}[.)])(?:[ \\t]|$)`).test(text)) return undefined
  const starts = [...text.matchAll(new RegExp(`\\n(?=${marker}[ \\t]+\\S)`, 'g'))]
  const last = starts.at(-1)
  return last && { from: last.index + 1, before: '' }
}

/** A list or a table in HTML, cut where parts can be put in and taken out. */
export function opened(html: string): { start: string; parts: string; end: string } | undefined {
  const [, start = '', parts = '', end] =
    /^(<[ou]l(?: start="\d+")?>|<div class="table-wrap".*?<tbody>)(.*)(<\/[ou]l>|<\/tbody><\/table><\/div>)$/s.exec(html) ?? []
  return end === undefined ? undefined : { start, parts, end }
}
