import { Hooks, Lexer, type MarkedOptions, type Token } from 'marked'
import { maskFormulas } from './mathSyntax.ts'

/** Tells the search for `*` and `_` where formulas are: marked asks with a text whose escapes, `\(` among them, are masked already. */
export class AnswerLexer extends Lexer {
  #source = ''
  readonly #hooks: Hooks

  constructor(options: MarkedOptions) {
    super({ ...options })
    this.#hooks = new Hooks()
    this.#hooks.emStrongMask = (masked) => maskFormulas(this.#source, masked)
  }

  override inlineTokens(src: string, tokens?: Token[]): Token[] {
    this.#source = src
    this.options.hooks = /[*_~]/.test(src) ? this.#hooks : null
    return super.inlineTokens(src, tokens)
  }
}
