import type { Token, Tokens } from 'marked'
import { spend } from './budget.ts'
import { renderCode } from './code.ts'
import { escapeHtml, escapeText } from './escape.ts'
import { type Context, type Node, remembered, renderInline, renderMath } from './inline.ts'

/** HTML of block tokens. Every tag and attribute of an answer is written here, in inline.ts, or in what they call. */
export function renderTokens(tokens: readonly Token[], context: Context): string {
  return tokens.map((token) => renderToken(token as Node, context)).join('')
}

function renderToken(token: Node, context: Context): string {
  switch (token.type) {
    case 'space':
    case 'def':
    case 'checkbox':
      return ''
    case 'hr':
      return '<hr>'
    case 'heading':
      return `<h${token.depth}>${renderInline(token.tokens, context)}</h${token.depth}>`
    case 'paragraph':
      return `<p>${renderInline(token.tokens, context)}</p>`
    case 'blockquote':
      return `<blockquote>${renderTokens(token.tokens, context)}</blockquote>`
    case 'code':
      return renderCodeToken(token, context)
    case 'list':
      return renderList(token, context)
    case 'table':
      return renderTable(token, context)
    case 'formulaBlock':
      return named('math', 'group', context.options.words.formula, renderMath(token, context))
    case 'text':
      return token.tokens ? renderInline(token.tokens, context) : escapeText(token.text)
    default:
      return escapeHtml(token.raw)
  }
}

const isUnfinished = (code: Tokens.Code, { open }: Context) =>
  open && code.lang !== undefined && !/\n[ \t]*(?:`{3,}|~{3,})\s*$/.test(code.raw)

function renderCodeToken(token: Tokens.Code, context: Context): string {
  const text = token.codeBlockStyle === 'indented' ? token.text : `${token.text}\n`
  const { lang = '' } = token
  if (isUnfinished(token, context) || !spend(context.budget, 'code', text)) return renderCode(text, lang, context.options, undefined)
  return remembered(context, `code ${lang}\n${text}`, () => renderCode(text, lang, context.options, context.tools))
}

/** A box that scrolls in itself: reachable by keyboard, so it needs a role and a name. */
const named = (name: 'math' | 'table-wrap', role: 'group' | 'region', label: string, html: string) =>
  `<div class="${name}" tabindex="0" role="${role}" aria-label="${escapeHtml(label)}">${html}</div>`

function renderList(list: Tokens.List, context: Context): string {
  const tag = list.ordered ? 'ol' : 'ul'
  const start = list.ordered && list.start !== 1 ? ` start="${Number(list.start)}"` : ''
  return `<${tag}${start}>${list.items.map((item) => renderItem(item, context)).join('')}</${tag}>`
}

function renderItem(item: Tokens.ListItem, context: Context): string {
  const html = renderTokens(item.tokens, context)
  if (!item.task) return `<li>${html}</li>`
  const box = renderBox(item.checked === true, context)
  return `<li>${html.startsWith('<p>') ? `<p>${box}${html.slice(3)}` : box + html}</li>`
}

function renderBox(checked: boolean, { options: { words } }: Context): string {
  return `<input type="checkbox"${checked ? ' checked' : ''} disabled aria-label="${escapeHtml(checked ? words.done : words.toDo)}">`
}

function renderTable(table: Tokens.Table, context: Context): string {
  const row = (cells: Tokens.TableCell[]) => `<tr>${cells.map((cell) => renderCell(cell, context)).join('')}</tr>`
  const head = `<thead>${row(table.header)}</thead>`
  const body = table.rows.length > 0 ? `<tbody>${table.rows.map(row).join('')}</tbody>` : ''
  return tableBox(`<table>${head}${body}</table>`, context.options.words.table)
}

export const tableBox = (table: string, label: string): string => named('table-wrap', 'region', label, table)

function renderCell(cell: Tokens.TableCell, context: Context): string {
  const tag = cell.header ? 'th' : 'td'
  return `<${tag}${cell.align ? ` align="${cell.align}"` : ''}>${renderInline(cell.tokens, context)}</${tag}>`
}
