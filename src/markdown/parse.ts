import { Lexer, type Links, Marked, type TokenizerExtension, type TokensList, Tokenizer } from 'marked'
import { withCjkEmphasis } from './emphasis.ts'
import { maskFormulas, mathExtensions } from './mathSyntax.ts'

const note: TokenizerExtension = {
  name: 'note',
  level: 'inline',
  tokenizer(src) {
    const match = /^\[\^(\d{1,3})\](?!:)/.exec(src)
    return match ? { type: 'note', raw: match[0], number: match[1] } : undefined
  },
}

/** HTML has no meaning here: a block of it is a paragraph, a tag is kept whole so that `*` inside of it stays as written. */
const marked = new Marked({
  gfm: true,
  extensions: [...mathExtensions, note],
  hooks: { emStrongMask: maskFormulas },
  tokenizer: {
    html: () => undefined,
    tag(src) {
      const raw = /^<\/?[a-zA-Z][a-zA-Z0-9-]{0,31}(?:\s[^<>]{0,500})?\/?>/.exec(src)?.[0]
      return raw === undefined
        ? undefined
        : { type: 'html', raw, text: raw, block: false, inLink: this.lexer.state.inLink, inRawBlock: false }
    },
    url(src) {
      const link = Tokenizer.prototype.url.call(this, src)
      const end = link?.raw.search(/[\u3000-\u303f\uff00-\uffef“”‘’]/) ?? -1
      return end < 0 ? link : Tokenizer.prototype.url.call(this, src.slice(0, end))
    },
  },
})

const cjk = { rules: undefined as ReturnType<typeof withCjkEmphasis> | undefined }

/** Tokens of one block; `links` are the definitions of the blocks before it, and get those of this one. */
export function parse(text: string, links: Links): TokensList {
  const lexer = new Lexer(marked.defaults)
  const { tokenizer } = lexer.options
  if (tokenizer) tokenizer.rules = cjk.rules ??= withCjkEmphasis(tokenizer.rules)
  Object.assign(lexer.tokens.links, links)
  const tokens = lexer.lex(text)
  Object.assign(links, tokens.links)
  return tokens
}
