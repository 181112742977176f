import { escapeHtml } from './escape.ts'
import { languageOf } from './languages.ts'
import type { RenderOptions } from './options.ts'
import { withinTime } from './time-limit.ts'
import type { Tools } from './tools.ts'

/** Beyond these a grammar could take long, and nobody reads the colours. */
const MAX_HIGHLIGHTED = 16_000
const MAX_HIGHLIGHTED_LINE = 1_000
const MAX_MILLISECONDS = 200

const ICON = '<svg class="icon s" aria-hidden="true"><use href="#i-copy"/></svg>'

/** A code block with its language and a button to copy it. Without tools it is not highlighted. */
export function renderCode(text: string, info: string, { words }: RenderOptions, tools: Tools | undefined): string {
  const code = text.replace(/\n$/, '')
  const { id, label, grammar } = languageOf(info)
  const highlighted = tools && grammar && fits(code) ? highlight(code, grammar, tools) : undefined
  const button = `<button type="button" class="btn quiet small">${ICON}${escapeHtml(words.copy)}</button>`
  const caption = `<figcaption><span>${escapeHtml(label || words.code)}</span>${button}</figcaption>`
  const language = id ? ` class="hljs language-${id}"` : ' class="hljs"'
  return `<figure class="code">${caption}<pre tabindex="0"><code${language}>${highlighted ?? escapeHtml(code)}</code></pre></figure>`
}

const fits = (code: string) => code.length <= MAX_HIGHLIGHTED && !code.split('\n').some(line => line.length > MAX_HIGHLIGHTED_LINE)

function highlight(code: string, grammar: string, tools: Tools): string | undefined {
  const highlighter = tools.highlighter(grammar)
  const result = highlighter && withinTime(MAX_MILLISECONDS, () => highlighter.highlight(code, { language: grammar, ignoreIllegals: true }))
  return result?.value.replace(/<(?!\/span>|span class="(?:hljs-|language-)[\w -]*">)/g, '&lt;')
}
