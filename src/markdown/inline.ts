import type { MarkedToken, Token, Tokens } from 'marked'
import { type Budget, spend } from './budget.ts'
import { escapeHtml, escapeText } from './escape.ts'
import { renderFormula } from './formula.ts'
import { hasTarget, renderLink } from './link.ts'
import { isFirst, numberOf, type Notes } from './noteNumbers.ts'
import type { RenderOptions } from './options.ts'
import type { Tools } from './tools.ts'

export type FormulaToken = { type: 'formula' | 'formulaBlock'; raw: string; tex: string; display: boolean }
export type NoteToken = { type: 'note'; raw: string; name: string }
export type Node = MarkedToken | FormulaToken | NoteToken

export type Context = {
  options: RenderOptions
  tools: Tools
  /** only the first reference to a footnote has an id to come back to */
  notes: Notes
  /** formulas that this block may still have */
  formulas: { left: number }
  /** what the answer may still spend */
  budget: Budget
  /** formulas and code of this answer: the open block is rendered many times */
  memo: Map<string, string>
  /** the block still grows: a fence without its end is not highlighted yet */
  open: boolean
  /** inside of a link: there is none within another */
  linked?: true
}

/** HTML of tokens within a paragraph. What the parser took for HTML is text. */
export function renderInline(tokens: readonly Token[], context: Context): string {
  return tokens.map((token) => renderSpan(token as Node, context)).join('')
}

function renderSpan(token: Node, context: Context): string {
  switch (token.type) {
    case 'strong':
    case 'em':
    case 'del':
      return `<${token.type}>${renderInline(token.tokens, context)}</${token.type}>`
    case 'codespan':
      return `<code>${escapeHtml(token.text)}</code>`
    case 'br':
      return '<br>'
    case 'link':
      return token.autolink ? renderAddress(token, context) : renderTarget(token.href, renderLabel(token.tokens, context), context)
    case 'image':
      return renderTarget(token.href, renderLabel(token.tokens, context) || escapeHtml(token.href), context)
    case 'formula':
      return renderMath(token, context)
    case 'note':
      return context.linked ? escapeHtml(token.raw) : renderReference(token, context)
    case 'html':
      return /^<br ?\/?>$/i.test(token.raw) ? '<br>' : escapeHtml(token.raw)
    case 'escape':
      return escapeHtml(token.text)
    case 'text':
      return token.tokens ? renderInline(token.tokens, context) : escapeText(token.text)
    case 'checkbox':
      return ''
    default:
      return escapeHtml(token.raw)
  }
}

const renderLabel = (tokens: readonly Token[], context: Context) => renderInline(tokens, { ...context, linked: true })

const renderTarget = (href: string, label: string, { linked }: Context) => (linked ? label : renderLink(href, label))

/** `<std::string>` looks like an address in brackets, and is none. */
function renderAddress({ href, text, raw }: Tokens.Link, context: Context): string {
  return hasTarget(href) ? renderTarget(href, escapeHtml(text), context) : escapeHtml(raw)
}

/** Thousands of formulas in one block would hold up everybody: past the budget they show as their source. */
export function renderMath({ tex, display, raw }: FormulaToken, context: Context): string {
  if (context.formulas.left-- <= 0 || !spend(context.budget, 'tex', tex)) return `<code>${escapeHtml(raw)}</code>`
  return remembered(context, `${display} ${raw}`, () => renderFormula(tex, display, raw, context.tools))
}

const MAX_REMEMBERED = 200
const MAX_REMEMBERED_LENGTH = 20_000

/** What `make` gave before for this key. Not kept while something is still to be loaded. */
export function remembered({ memo, tools }: Context, key: string, make: () => string): string {
  const known = memo.get(key)
  if (known !== undefined) return known
  const html = make()
  if (memo.size >= MAX_REMEMBERED) memo.clear()
  if (!tools.incomplete && key.length + html.length < MAX_REMEMBERED_LENGTH) memo.set(key, html)
  return html
}

function renderReference({ name, raw }: NoteToken, { options, notes }: Context): string {
  const number = numberOf(notes, name)
  if (number === undefined) return escapeHtml(raw)
  const id = isFirst(notes.referred, name) ? ` id="${options.idPrefix}r${number}"` : ''
  return `<sup${id}><a href="#${options.idPrefix}f${number}" aria-label="${escapeHtml(options.words.footnote)} ${number}">${number}</a></sup>`
}
