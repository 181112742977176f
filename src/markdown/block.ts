import type { Links } from 'marked'
import { type Budget, newBudget, spend } from './budget.ts'
import { renderCode } from './code.ts'
import { escapeHtml, escapeText } from './escape.ts'
import { renderTokens } from './html.ts'
import { type Context, renderInline } from './inline.ts'
import { isTooMuch } from './limits.ts'
import { copyOfNotes, noNotes, type Notes } from './noteNumbers.ts'
import { renderNotes } from './notes.ts'
import type { RenderOptions } from './options.ts'
import { parse, parsePiece } from './parse.ts'
import { renderSimpleSpans } from './simpleSpans.ts'
import type { Block } from './split.ts'
import type { Tools } from './tools.ts'
import { MARKS } from './words.ts'

/** What blocks leave for those after them. */
export type Memory = { links: Links; notes: Notes; budget: Budget }

export const emptyMemory = (): Memory => ({ links: { __proto__: null } as unknown as Links, notes: noNotes(), budget: newBudget() })
export const copyOf = ({ links, notes, budget }: Memory): Memory => ({
  links: { __proto__: null, ...links } as unknown as Links,
  notes: copyOfNotes(notes),
  budget: { ...budget },
})

const MAX_FORMULAS = 300
const MAX_HTML = 1_000_000

export type Renderer = { options: RenderOptions; tools: Tools; memo: Map<string, string> }

const contextOf = ({ options, tools, memo }: Renderer, { notes, budget }: Memory, open: boolean): Context => ({
  options,
  tools,
  notes,
  formulas: { left: MAX_FORMULAS },
  budget,
  memo,
  open,
})

/** HTML of one block, '' when it shows nothing. Adds to `memory`. What cannot be rendered within bounds is shown as plain text. */
export function renderBlock(renderer: Renderer, memory: Memory, block: Block, open = false): string {
  const { options, tools } = renderer
  if (block.kind === 'code')
    return renderCode(block.text, block.info, options, open || !spend(memory.budget, 'code', block.text) ? undefined : tools)
  if (block.kind === 'plain' || isTooMuch(block.text)) return plain(block.text)
  const context = contextOf(renderer, memory, open)
  try {
    const html = block.kind === 'notes' ? notes(block.text, memory, context) : renderTokens(parse(block.text, memory.links), context)
    return html.length <= MAX_HTML ? html : plain(block.text)
  } catch {
    return plain(block.text)
  }
}

/** HTML of words from within a paragraph; undefined where they are more than that. */
export function renderPiece(renderer: Renderer, memory: Memory, text: string): string | undefined {
  if (text.includes('[^')) return undefined
  const simple = MARKS.test(text) ? renderSimpleSpans(text) : escapeText(text)
  if (simple !== undefined) return simple
  const context = contextOf(renderer, { ...memory, budget: { ...memory.budget } }, true)
  return renderInline(parsePiece(text, memory.links), context)
}

const notes = (text: string, memory: Memory, context: Context) => renderNotes(text, (note) => parse(note, memory.links), context)

export const plain = (text: string) => `<pre class="plain">${escapeHtml(text)}</pre>`
