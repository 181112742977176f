import { escapeHtml } from './escape.ts'
import { languageOf } from './languages.ts'
import type { RenderOptions } from './options.ts'
import { withinTime } from './timeLimit.ts'
import type { Tools } from './tools.ts'

/** Beyond these a grammar could take long, and nobody reads the colours. */
const MAX_HIGHLIGHTED = 16_000
const MAX_HIGHLIGHTED_LINE = 1_000
const MAX_MILLISECONDS = 40
/** Colours that weigh this much more than the code are a grammar gone astray. */
const MAX_WEIGHT = 15
/** Within these no grammar can take long, and the watch over the time costs more than the work. */
const SMALL = 2_500
const SMALL_LINE = 300

const ICON = '<svg class="icon s" aria-hidden="true"><use href="#i-copy"/></svg>'

/** A code block with its language and a button to copy it. Without tools it is not highlighted. */
export function renderCode(text: string, info: string, { words }: RenderOptions, tools: Tools | undefined): string {
  const code = text.replace(/\n$/, '')
  const { id, label, grammar } = languageOf(info)
  const highlighted =
    tools && grammar && isWithin(code, MAX_HIGHLIGHTED, MAX_HIGHLIGHTED_LINE) ? highlight(code, grammar, tools) : undefined
  const button = `<button type="button" class="btn quiet small">${ICON}${escapeHtml(words.copy)}</button>`
  const caption = `<figcaption><span>${escapeHtml(label || words.code)}</span>${button}</figcaption>`
  const language = id ? ` class="hljs language-${id}"` : ' class="hljs"'
  return `<figure class="code">${caption}<pre tabindex="0"><code${language}>${highlighted ?? escapeHtml(code)}</code></pre></figure>`
}

const isWithin = (code: string, length: number, lineLength: number) =>
  code.length <= length && code.split('\n').every((line) => line.length <= lineLength)

function highlight(code: string, grammar: string, tools: Tools): string | undefined {
  const highlighter = tools.highlighter(grammar)
  if (!highlighter) return undefined
  const work = () => highlighter.highlight(code, { language: grammar, ignoreIllegals: true }).value
  const value = isWithin(code, SMALL, SMALL_LINE) ? work() : withinTime(MAX_MILLISECONDS, work)
  if (value === undefined || value.length > code.length * MAX_WEIGHT + 1_000) return undefined
  return value.replace(/<(?!\/span>|span class="(?:hljs-|language-)[\w -]*">)/g, '&lt;')
}
