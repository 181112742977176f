import {
  bridgesBlank,
  closesFence,
  closesFormula,
  dedent,
  fenceOf,
  formulaOf,
  indentOf,
  interrupts,
  isBlank,
  endsFormula,
  isHeading,
  isNote,
  isQuote,
  isRule,
  isUnderline,
  itemOf,
} from './lines.ts'

/** A block's source. `code` is a fence at the left edge, without its fences; `plain` is text that is not worth parsing. */
export type Block = { kind: 'text' | 'notes' | 'plain'; text: string } | { kind: 'code'; text: string; info: string }

/** The open block. `stop`: of source, which lines may be more than the next of its lines as they are written; none where it is not known. */
export type Open = { block: Block; isFormula: boolean; stop?: RegExp | undefined }

const ANY_LINE = /\n/
const FENCE_LIKE_LINE = /\n[ \t]*[`~]/
const BLANK_LINE = /\n[ \t]*\n/

/** A block of more characters than this is cut, at a line where possible. */
export const MAX_BLOCK = 32_768

/** Blocks of one answer: what comes after them is shown as it is. */
const MAX_BLOCKS = 5_000

type Shape = 'none' | 'rest' | 'paragraph' | 'quote' | 'indented' | 'list' | 'notes' | 'formula' | 'fence'

const kindOf = (shape: Shape) => (shape === 'notes' ? 'notes' : shape === 'rest' ? 'plain' : 'text')

/**
 * Cuts lines into blocks that are rendered one by one. A block is closed by what has been read, never by what comes later, so it is
 * final: the price is that a link definition or a footnote works from its own block on, not backwards.
 */
export class Splitter {
  readonly #emit: (block: Block) => void
  #shape: Shape = 'none'
  #text = ''
  /** a list, an indented block or footnotes may go on after blank lines: the next line decides */
  #afterBlank = false
  /** column from which a line belongs to the last item */
  #content = 0
  /** kind of list, or what ends the formula or the fence */
  #mark = ''
  #info = ''
  #indent = 0
  /** fences open inside of a fence of Markdown, which models nest without longer fences */
  #inner = 0
  #count = 0

  constructor(emit: (block: Block) => void) {
    this.#emit = (block) => {
      this.#count++
      emit(block)
    }
  }

  /** One whole line, without its line end. */
  line(line: string): void {
    if (this.#text.length + line.length > MAX_BLOCK) this.#cut()
    if (this.#shape === 'rest') this.#add(line)
    else if (this.#shape === 'fence') this.#fenceLine(line)
    else if (this.#shape === 'formula') this.#formulaLine(line)
    else if (isBlank(line)) this.#blankLine(line)
    else if (this.#continues(line)) this.#continue(line)
    else this.#begin(line)
  }

  /** A line too long for a block: shown as it is. */
  plain(text: string): void {
    this.#cut()
    this.#emit(this.#shape === 'fence' ? { kind: 'code', text, info: this.#info } : { kind: 'plain', text })
  }

  end(): void {
    this.#close()
  }

  /** An unfinished line that cannot belong to the open block, whatever follows: close that block now, not a line later. */
  foresee(partial: string): void {
    if (!this.#afterBlank || !/^[^\s\-+*\d[]/.test(partial)) return
    if (this.#shape !== 'formula' || !(this.#mark.startsWith(partial) || bridgesBlank(this.#text, partial, this.#mark))) this.#close()
  }

  /** The open block with an unfinished line at its end. */
  open(partial: string): Open {
    if (this.#shape === 'fence') {
      const text = /^ {0,3}[`~]+[ \t]*$/.test(partial) ? this.#text : this.#text + dedent(partial, this.#indent)
      return {
        block: { kind: 'code', text, info: this.#info },
        isFormula: false,
        stop: this.#indent === 0 ? FENCE_LIKE_LINE : ANY_LINE,
      }
    }
    const isFormula = this.#shape === 'formula' || (this.#shape === 'none' && formulaOf(partial) !== undefined)
    const stop = this.#shape === 'formula' ? BLANK_LINE : undefined
    return { block: { kind: kindOf(this.#shape), text: this.#text + partial }, isFormula, stop }
  }

  #add(line: string): void {
    this.#text += line + '\n'
    this.#afterBlank = false
  }

  #close(): void {
    const { text } = this.#block()
    if (text.trim() || this.#shape === 'fence') this.#emit(this.#block())
    this.#shape = 'none'
    this.#text = ''
    this.#afterBlank = false
  }

  #block(): Block {
    if (this.#shape === 'fence') return { kind: 'code', text: this.#text, info: this.#info }
    return { kind: kindOf(this.#shape), text: this.#text }
  }

  /** Gives away what there is; a fence goes on in a second figure. */
  #cut(): void {
    if (this.#shape !== 'fence') return this.#close()
    if (this.#text) this.#emit(this.#block())
    this.#text = ''
  }

  #fenceLine(line: string): void {
    const fence = /^(?:markdown|md)\b/i.test(this.#info) ? fenceOf(line) : undefined
    const closes = closesFence(line, this.#mark)
    if (fence?.info && fence.mark.startsWith(this.#mark)) this.#inner++
    if (closes && this.#inner === 0) return this.#close()
    if (closes) this.#inner--
    this.#add(dedent(line, this.#indent))
  }

  #formulaLine(line: string): void {
    if (isBlank(line)) return this.#blankLine(line)
    if (this.#afterBlank && !bridgesBlank(this.#text, line, this.#mark)) return this.#begin(line)
    this.#add(line)
    if (closesFormula(line, this.#mark)) this.#close()
  }

  #blankLine(line: string): void {
    if (this.#shape === 'none') return
    if (this.#shape === 'paragraph' || this.#shape === 'quote') return this.#close()
    this.#text += line + '\n'
    this.#afterBlank = true
  }

  #continues(line: string): boolean {
    const lazy = !this.#afterBlank && !interrupts(line)
    switch (this.#shape) {
      case 'paragraph':
        return isUnderline(line) || lazy || endsFormula(this.#text, line)
      case 'quote':
        return isQuote(line) || lazy
      case 'indented':
        return indentOf(line) > 3
      case 'notes':
        return isNote(line) || indentOf(line) >= this.#content || lazy
      case 'list':
        return indentOf(line) >= this.#content || itemOf(line)?.type === this.#mark || lazy
      default:
        return false
    }
  }

  #continue(line: string): void {
    const item = this.#shape === 'list' && indentOf(line) < this.#content ? itemOf(line) : undefined
    if (item) this.#content = item.content
    this.#add(line)
    if (this.#shape === 'paragraph' && isUnderline(line)) this.#close()
  }

  #begin(line: string): void {
    this.#close()
    const item = itemOf(line)
    const fence = fenceOf(line)
    const formula = formulaOf(line)
    if (this.#count >= MAX_BLOCKS) return this.#beginRest(line)
    if (fence) return this.#openFence(fence)
    this.#add(line)
    if (indentOf(line) > 3) this.#shape = 'indented'
    else if (isHeading(line) || isRule(line) || formula === 'line') this.#close()
    else if (isQuote(line)) this.#shape = 'quote'
    else if (formula) this.#be('formula', formula, 0)
    else if (isNote(line)) this.#be('notes', '', 2)
    else if (item) this.#be('list', item.type, item.content)
    else this.#shape = 'paragraph'
  }

  #beginRest(line: string): void {
    this.#add(line)
    this.#be('rest', '', 0)
  }

  #be(shape: Shape, mark: string, content: number): void {
    this.#shape = shape
    this.#mark = mark
    this.#content = content
  }

  #openFence(fence: { mark: string; indent: number; info: string }): void {
    this.#be('fence', fence.mark, 0)
    this.#info = fence.info
    this.#indent = fence.indent
    this.#inner = 0
  }
}
