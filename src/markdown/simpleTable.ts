import { tableBox } from './html.ts'
import { isTableRule } from './lines.ts'
import type { RenderOptions } from './options.ts'
import type { Inline } from './simpleList.ts'

/** A table of which each line begins with a bar. */
export function renderSimpleTable(text: string, inline: Inline, { words }: RenderOptions): string | undefined {
  const [head = '', rule = '', ...rows] = text.split('\n')
  if (!isTableRule(rule) || cellsOf(head).length !== cellsOf(rule).length) return undefined
  const header = renderRow('th', head, rule, inline)
  const body = rows.map((row) => renderRow('td', row, rule, inline))
  if (header === undefined || body.includes(undefined)) return undefined
  return tableBox(`<table><thead>${header}</thead>${body.length > 0 ? `<tbody>${body.join('')}</tbody>` : ''}</table>`, words.table)
}

/** A row with as many cells as the rule has. Bars within code or formulas are no edges of cells. */
export function renderRow(tag: 'th' | 'td', row: string, rule: string, inline: Inline): string | undefined {
  const cells = cellsOf(row)
  if (!/^\|.*[^|\s]/.test(row) || /[$\\\n]/.test(row) || /`[^`]*\|[^`]*`/.test(row)) return undefined
  const rendered = cellsOf(rule).map((edge, at) => renderCell(tag, edge, inline(cells[at] ?? '')))
  return rendered.includes(undefined) ? undefined : `<tr>${rendered.join('')}</tr>`
}

const renderCell = (tag: string, edge: string, html: string | undefined): string | undefined =>
  html === undefined ? undefined : `<${tag}${alignOf(edge)}>${html}</${tag}>`

const cellsOf = (row: string): string[] =>
  row
    .replace(/^\s*\||\|\s*$/g, '')
    .split('|')
    .map((cell) => cell.trim())

function alignOf(edge: string): string {
  if (!edge.endsWith(':')) return edge.startsWith(':') ? ' align="left"' : ''
  return edge.startsWith(':') ? ' align="center"' : ' align="right"'
}
