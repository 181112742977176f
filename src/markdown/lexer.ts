import { Hooks, Lexer, type MarkedOptions, type Token } from 'marked'
import { maskFormulas } from './mathSyntax.ts'

/** Tells the search for `*` and `_` where formulas are: marked asks with a text whose escapes, `\(` among them, are masked already. */
export class AnswerLexer extends Lexer {
  #source = ''

  constructor(options: MarkedOptions) {
    const hooks = new Hooks()
    super({ ...options, hooks })
    hooks.emStrongMask = (masked) => maskFormulas(this.#source, masked)
  }

  override inlineTokens(src: string, tokens?: Token[]): Token[] {
    this.#source = src
    return super.inlineTokens(src, tokens)
  }
}
