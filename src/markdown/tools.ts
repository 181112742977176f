import type { HLJSApi } from 'highlight.js'
import { grammars, neededWith } from './languages.ts'

export type Tex = typeof import('katex').default

/** What is loaded only when an answer needs it. Asking for what is not there yet notes it, so that it can be loaded and asked again. */
export class Tools {
  #tex: Tex | undefined
  #highlighter: HLJSApi | undefined
  readonly #languages = new Set<string>()
  readonly #missing = new Set<string>()

  tex(): Tex | undefined {
    if (!this.#tex) this.#missing.add('tex')
    return this.#tex
  }

  highlighter(language: string): HLJSApi | undefined {
    if (this.#languages.has(language)) return this.#highlighter
    this.#missing.add(language)
    return undefined
  }

  get incomplete(): boolean {
    return this.#missing.size > 0
  }

  async load(): Promise<void> {
    const missing = [...this.#missing]
    this.#missing.clear()
    for (const name of missing) {
      if (name === 'tex') this.#tex ??= (await import('katex')).default
      else await this.#loadLanguage(name)
    }
  }

  /** A grammar comes with those that it embeds, else the same text would look different before and after another message. */
  async #loadLanguage(name: string): Promise<void> {
    this.#highlighter ??= (await import('highlight.js/lib/core')).default
    for (const needed of neededWith(name)) {
      const grammar = grammars[needed]
      if (!grammar) continue
      if (!this.#highlighter.getLanguage(needed)) this.#highlighter.registerLanguage(needed, (await grammar.load()).default)
      this.#languages.add(needed)
    }
  }
}
