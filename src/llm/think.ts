import type { OnDelta } from './llm.ts'

const OPEN = '<think>'
const CLOSE = '</think>'

/**
 * Local servers often send the reasoning inside the content, as a leading `<think>…</think>`: it becomes
 * reasoning deltas. Only at the very start of the content; later tags are text.
 */
export class ThinkSplitter {
  private state: 'start' | 'inside' | 'after' | 'content' = 'start'
  private held = ''
  private readonly onDelta: OnDelta

  constructor(onDelta: OnDelta) {
    this.onDelta = onDelta
  }

  content(text: string): void {
    if (this.state === 'content') this.onDelta('content', text)
    else if (this.state === 'start') this.atStart(this.held + text)
    else if (this.state === 'inside') this.inside(this.held + text)
    else this.after(text)
  }

  /** The content is over: what was held back as a possible tag is text after all. */
  end(): void {
    if (this.held !== '') this.onDelta(this.state === 'inside' ? 'reasoning' : 'content', this.held)
    this.held = ''
  }

  private atStart(text: string): void {
    const begin = text.trimStart()
    if (begin.startsWith(OPEN)) {
      this.state = 'inside'
      this.inside(begin.slice(OPEN.length))
    } else if (text.length <= 64 && OPEN.startsWith(begin)) {
      this.held = text
    } else {
      this.held = ''
      this.state = 'content'
      this.onDelta('content', text)
    }
  }

  private inside(text: string): void {
    const close = text.indexOf(CLOSE)
    const end = close === -1 ? text.length - partOfTag(text) : close
    if (end > 0) this.onDelta('reasoning', text.slice(0, end))
    this.held = close === -1 ? text.slice(end) : ''
    if (close === -1) return
    this.state = 'after'
    this.after(text.slice(close + CLOSE.length))
  }

  private after(text: string): void {
    const rest = text.trimStart()
    if (rest === '') return
    this.state = 'content'
    this.onDelta('content', rest)
  }
}

/** How many characters at the end of `text` may be the beginning of the closing tag. */
function partOfTag(text: string): number {
  for (let length = Math.min(text.length, CLOSE.length - 1); length > 0; length--) {
    if (CLOSE.startsWith(text.slice(-length))) return length
  }
  return 0
}
