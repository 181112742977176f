import { setImmediate } from 'node:timers/promises'
import { copyOf, emptyMemory, renderBlock, type Renderer } from './block.ts'
import { cleanText, undecidedTail } from './escape.ts'
import { OpenBlock } from './open.ts'
import type { RenderOptions } from './options.ts'
import { type Block, MAX_BLOCK, Splitter } from './split.ts'
import { Tools } from './tools.ts'
import type { Added } from './words.ts'

export type View = {
  /** every finished block so far, each a `<div data-block>…</div>`; only ever appended to */
  closed: readonly string[]
  /** what is inside of the block that still grows; '' where there is none */
  open: string
}

export type Growing = {
  /** Takes more text. Cheap: nothing is rendered. */
  push(delta: string): void
  /** Shows what is new, where that is but words at the end of the open block; undefined where it is more, which `view` shows. */
  goOn(): Added | undefined
  /** a finished block is to be rendered */
  readonly hasFinished: boolean
  /** Renders what is new; undefined where something has to be loaded first, or others have to have a turn: `view` waits. */
  now(): View | undefined
  /** Renders what is new. Asynchronous only because KaTeX and grammars are loaded when first needed. */
  view(): Promise<View>
  /** No more text comes: closes the open block. */
  end(): Promise<View>
}

/** Milliseconds after which others have a turn before the next finished block is rendered: with the dearest block that stays below 50. */
const MAX_HOLD = 8

/** One for the process, as modules are: what is loaded changes when a block can be rendered, never how it looks. */
const tools = new Tools()

export function createGrowing(options: RenderOptions): Growing {
  const renderer: Renderer = { options, tools, memo: new Map() }
  const waiting: Block[] = []
  const closed: string[] = []
  const splitter = new Splitter((block) => waiting.push(block))
  const openBlock = new OpenBlock(renderer)
  let memory = emptyMemory()
  let tail = ''
  let line = ''
  /** what came since the open block was shown */
  let added = ''

  function take(text: string): void {
    let from = 0
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      line += text.slice(from, end)
      cutLongLine()
      splitter.line(line)
      line = ''
      from = end + 1
    }
    line += from === 0 ? text : text.slice(from)
    cutLongLine()
  }

  function cutLongLine(): void {
    while (line.length > MAX_BLOCK) {
      const end = MAX_BLOCK - undecidedTail(line.slice(0, MAX_BLOCK))
      splitter.plain(line.slice(0, end))
      line = line.slice(end)
    }
  }

  /** Renders finished blocks for as long as others can wait; false when some are left, or something has to be loaded for them. */
  function renderSome(): boolean {
    const until = performance.now() + MAX_HOLD
    for (let block = waiting[0]; block; block = waiting[0]) {
      const after = copyOf(memory)
      const html = renderBlock(renderer, after, block)
      if (tools.incomplete) return false
      waiting.shift()
      openBlock.reset()
      memory = after
      if (html) closed.push(`<div data-block>${html}</div>`)
      if (performance.now() > until) return waiting.length === 0
    }
    return true
  }

  async function untilReady(): Promise<void> {
    if (tools.incomplete) await tools.load()
    await setImmediate()
  }

  function goOn(): Added | undefined {
    const gone = waiting.length === 0 ? openBlock.goOn(added) : undefined
    if (gone) added = ''
    return gone
  }

  function renderOpen(): string {
    added = ''
    return openBlock.render(memory, splitter.open(line))
  }

  function now(): View | undefined {
    splitter.foresee(line)
    if (!renderSome()) return undefined
    const open = renderOpen()
    return tools.incomplete ? undefined : { closed, open }
  }

  return {
    push(delta) {
      const text = tail + delta
      const end = text.length - undecidedTail(text)
      tail = text.slice(end)
      const clean = cleanText(text.slice(0, end))
      added += clean
      take(clean)
    },
    goOn,
    get hasFinished() {
      return waiting.length > 0
    },
    now,
    async view() {
      for (let view = now(); ; view = now()) {
        if (view) return view
        await untilReady()
      }
    },
    async end() {
      take(cleanText(tail))
      if (line) splitter.line(line)
      tail = line = ''
      splitter.end()
      while (!renderSome()) await untilReady()
      return { closed, open: '' }
    },
  }
}
