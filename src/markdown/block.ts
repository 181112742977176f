import type { Links } from 'marked'
import { type Budget, newBudget, spend } from './budget.ts'
import { renderCode } from './code.ts'
import { escapeHtml } from './escape.ts'
import { renderTokens } from './html.ts'
import type { Context } from './inline.ts'
import { isTooMuch } from './limits.ts'
import { copyOfNotes, noNotes, type Notes } from './noteNumbers.ts'
import { renderNotes } from './notes.ts'
import type { RenderOptions } from './options.ts'
import { parse } from './parse.ts'
import type { Block } from './split.ts'
import type { Tools } from './tools.ts'

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

/** HTML of one block, '' when it shows nothing. Adds to `memory`. What cannot be rendered within bounds is shown as plain text. */
export function renderBlock({ options, tools, memo }: Renderer, memory: Memory, block: Block, open = false): string {
  if (block.kind === 'code')
    return renderCode(block.text, block.info, options, open || !spend(memory.budget, 'code', block.text) ? undefined : tools)
  if (block.kind === 'plain' || isTooMuch(block.text)) return plain(block.text)
  const context: Context = { options, tools, notes: memory.notes, formulas: { left: MAX_FORMULAS }, budget: memory.budget, memo, open }
  try {
    const html = block.kind === 'notes' ? notes(block.text, memory, context) : renderTokens(parse(block.text, memory.links), context)
    return html.length <= MAX_HTML ? html : plain(block.text)
  } catch {
    return plain(block.text)
  }
}

const notes = (text: string, memory: Memory, context: Context) => renderNotes(text, (note) => parse(note, memory.links), context)

export const plain = (text: string) => `<pre class="plain">${escapeHtml(text)}</pre>`
