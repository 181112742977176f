import { copyOf, type Memory, plain, renderBlock, renderPiece, type Renderer } from './block.ts'
import { heal } from './heal.ts'
import { healInline } from './healInline.ts'
import { lastPart, opened, type Part } from './parts.ts'
import type { Place } from './place.ts'
import { renderSimple } from './simple.ts'
import { renderRow } from './simpleTable.ts'
import { after, type Shown, shownWhole, withinLine, withPiece, withSource, withWords } from './shown.ts'
import type { Block, Open } from './split.ts'
import { type Added, withoutLineEnd } from './words.ts'

/** A longer block is parsed again only after a thirty-second more of it: a list or a table without end costs what its length says. */
const MAX_AT_ONCE = 2_000
const GROWTH = 1 + 1 / 32
/** A longer piece could be too much for the parser. */
const MAX_PIECE = 1_000
const MAX_LINES = 100

type Prose = Exclude<Block['kind'], 'code'>
/** HTML of a list or a table up to its last part */
type Parts = { until: number; html: string; end: string }

/** The open block that still grows, shown again and again: parsed again only where what is new could change what stands before it. */
export class OpenBlock {
  readonly #renderer: Renderer
  #shown: Shown | undefined
  #healed: string | undefined
  #parts: Parts | undefined
  /** HTML of lines and cells: most of them are rendered again with those that come after them */
  readonly #lines = new Map<string, string>()
  /** length of what was parsed last */
  #parsed = 0

  constructor(renderer: Renderer) {
    this.#renderer = renderer
  }

  /** Another block is open. */
  reset(): void {
    this.#shown = undefined
    this.#parts = undefined
    this.#lines.clear()
    this.#parsed = 0
  }

  /** Shows words at its end; undefined where they could be more than words. */
  goOn(words: string): Added | undefined {
    const gone = this.#shown && withWords(this.#shown, words)
    if (gone) this.#shown = gone.shown
    return gone?.added
  }

  /** What is inside of it. */
  render(memory: Memory, { block, isFormula, stop }: Open): string {
    const kind = isFormula ? 'formula' : block.kind
    if (this.#shown?.kind !== kind) this.#shown = undefined
    const shown = isFormula || block.kind === 'code' ? this.#source(memory, block, kind, stop) : this.#prose(memory, block.kind, block.text)
    this.#shown = this.#renderer.tools.incomplete ? undefined : shown
    return shown.html
  }

  /** Of a formula the source is shown until it ends. */
  #source(memory: Memory, block: Block, kind: string, stop: RegExp | undefined): Shown {
    const text = withoutLineEnd(block.text)
    const html = () => (block.kind === 'code' ? renderBlock(this.#renderer, copyOf(memory), block, true) : plain(text))
    const shown = (this.#shown && withSource(this.#shown, text)) ?? { kind, text, html: html() }
    return stop && /[^\s`~]/.test(block.text.slice(-1)) ? withinLine(shown, stop) : shown
  }

  #prose(memory: Memory, kind: Prose, text: string): Shown {
    const shown = this.#shown
    const more = shown?.piece && this.#piece(memory, { ...shown, piece: shown.piece }, text)
    if (more) return more
    const part = kind === 'text' ? this.#part(memory, text) : undefined
    if (part) return part
    if (shown && text.length > MAX_AT_ONCE && text.length < this.#parsed * GROWTH) return { ...shown, end: undefined }
    const healed = heal(withoutSpaces(text)).trimEnd()
    if (shown && healed === this.#healed) return { ...shown, end: undefined }
    this.#healed = healed
    this.#parsed = text.length
    return shownWhole(kind, text, healed, withoutEmptyCells(this.#html(memory, kind, healed)))
  }

  readonly #inline = (memory: Memory) => (words: string) => {
    const html = this.#lines.get(words) ?? renderPiece(this.#renderer, memory, words)
    if (this.#lines.size >= MAX_LINES) this.#lines.clear()
    if (html !== undefined && !this.#renderer.tools.incomplete) this.#lines.set(words, html)
    return html
  }

  #html(memory: Memory, kind: Prose, text: string): string {
    const simple = kind === 'text' ? renderSimple(text, this.#inline(memory), this.#renderer.options) : undefined
    return simple ?? renderBlock(this.#renderer, copyOf(memory), { kind, text }, true)
  }

  /** A list or a table of which all but the last part is known. */
  #part(memory: Memory, text: string): Shown | undefined {
    const part = lastPart(text)
    const known = part && this.#partsUntil(memory, text, part)
    if (!known) return undefined
    const { from, before } = part
    const source = text.slice(from)
    const healed = heal(before + withoutSpaces(source)).trimEnd()
    if (this.#shown && healed === this.#healed) return { ...this.#shown, end: undefined }
    const html = withoutEmptyCells(this.#partHtml(memory, before, healed) + known.end)
    this.#healed = healed
    return after(known.html, from, shownWhole('text', source, healed.slice(before.length), html))
  }

  /** `healed`: of `before` and the part. */
  #partHtml(memory: Memory, before: string, healed: string): string {
    const [, rule] = before.split('\n')
    const row = rule === undefined ? undefined : renderRow('td', healed.slice(before.length), rule, this.#inline(memory))
    return row ?? opened(this.#html(memory, 'text', healed))?.parts ?? ''
  }

  #partsUntil(memory: Memory, text: string, { from, before }: Part): Parts | undefined {
    const known = this.#parts
    if (known?.until === from) return known
    const source = known ? before + text.slice(known.until, from) : text.slice(0, from)
    const more = opened(this.#html(memory, 'text', source.trimEnd()))
    if (!more) return undefined
    this.#healed = undefined
    return (this.#parts = { until: from, html: (known?.html ?? more.start) + more.parts, end: more.end })
  }

  #piece(memory: Memory, shown: Shown & { piece: Place }, text: string): Shown | undefined {
    const rest = withoutSpaces(text.slice(shown.piece.from))
    if (rest.length > MAX_PIECE || !staysInLine(rest, shown.piece.tail)) return undefined
    const healed = healInline(rest, { isRow: false, isBlock: false })
    if (healed.text === shown.healed) return { ...shown, text, end: undefined }
    const html = renderPiece(this.#renderer, memory, healed.text.trimEnd())
    return html === undefined ? undefined : withPiece(shown, text, healed, html)
  }
}

/** A line looks the same before and after the space that follows a word. */
const withoutSpaces = (text: string): string => (/[ \t]/.test(text.slice(-1)) ? text.replace(/[ \t]+$/, '') : text)

/** A line that begins with a letter goes on with a paragraph; every other may begin something. */
function staysInLine(rest: string, tail: string): boolean {
  if (rest.includes('\n') && (tail !== '</p>' || /\n(?!\p{L})/u.test(rest))) return false
  return !(rest.includes('|') && tail.includes('</t')) && !(rest.includes('#') && tail.includes('</h'))
}

/** The cells that the last row of a table does not have yet: each comes with its first word, and the table only grows. */
const withoutEmptyCells = (html: string): string =>
  html.endsWith('</table></div>') ? html.replace(/(?:<td(?: align="\w+")?><\/td>)+(?=<\/tr><\/tbody><\/table><\/div>$)/, '') : html
