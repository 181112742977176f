import { copyOf, type Memory, plain, renderBlock, renderPiece, type Renderer } from './block.ts'
import { extend, extendSource, type Piece, seamOf, type Shown, withoutSpaces } from './extend.ts'
import { heal } from './heal.ts'
import type { Block } from './split.ts'

/** A longer block is parsed again only after a thirty-second more of it: a list or a table without end costs what its length says. */
const MAX_AT_ONCE = 2_000
const GROWTH = 1 + 1 / 32

/** The block that still grows, shown again and again: parsed again only where what is new could change what stands before it. */
export class OpenBlock {
  readonly #renderer: Renderer
  #shown: Shown | undefined
  #healed = ''
  /** length of what was parsed last */
  #parsed = 0

  constructor(renderer: Renderer) {
    this.#renderer = renderer
  }

  /** Another block is open. */
  reset(): void {
    this.#shown = undefined
    this.#parsed = 0
  }

  /** What is inside of it; `isFormula`: of a formula the source is shown until it ends. */
  render(memory: Memory, block: Block, isFormula: boolean): string {
    const kind = isFormula ? 'formula' : block.kind
    if (this.#shown?.kind !== kind) this.#shown = undefined
    const shown = isFormula || block.kind === 'code' ? this.#source(memory, block, kind) : this.#prose(memory, block)
    this.#shown = this.#renderer.tools.incomplete ? undefined : shown
    return shown.html
  }

  #source(memory: Memory, block: Block, kind: string): Shown {
    const text = block.kind === 'code' ? block.text.replace(/\n$/, '') : block.text
    const extended = this.#shown && extendSource(this.#shown, text)
    if (extended) return extended
    return { kind, text, html: kind === 'formula' ? plain(text) : renderBlock(this.#renderer, copyOf(memory), block, true) }
  }

  #prose(memory: Memory, block: Block): Shown {
    const { kind, text } = block
    const extended = this.#shown && extend(this.#shown, text, (added) => this.#piece(memory, added))
    if (extended) return extended
    if (this.#shown && text.length > MAX_AT_ONCE && text.length < this.#parsed * GROWTH) return this.#shown
    const healed = heal(withoutSpaces(text)).trimEnd()
    if (this.#shown && healed === this.#healed) return { ...this.#shown, text }
    const html = withoutEmptyCells(renderBlock(this.#renderer, copyOf(memory), { ...block, text: healed }, true))
    this.#healed = healed
    this.#parsed = text.length
    const isAllShown = kind === 'text' && healed.startsWith(text.trimEnd())
    return { kind, text, html, seam: isAllShown ? seamOf(text, html) : undefined }
  }

  #piece(memory: Memory, added: string): Piece | undefined {
    const healed = heal(added)
    const html = renderPiece(this.#renderer, memory, healed)
    return html === undefined ? undefined : { html, isClean: healed.startsWith(added) }
  }
}

/** The cells that the last row of a table does not have yet: each comes with its first word, and the table only grows. */
const withoutEmptyCells = (html: string): string =>
  html.endsWith('</table></div>') ? html.replace(/(?:<td(?: align="\w+")?><\/td>)+(?=<\/tr><\/tbody><\/table><\/div>$)/, '') : html
