import { type Links, Marked, type Token, type TokenizerExtension, type TokensList, Tokenizer } from 'marked'
import { withCjkEmphasis } from './emphasis.ts'
import { AnswerLexer } from './lexer.ts'
import { isTableRule } from './lines.ts'
import { escapeBars, mathExtensions } from './mathSyntax.ts'

/** A named footnote stands right behind a word, `[^a-z]` and ` [^abc]` are regular expressions. */
const isAttached = (name: string, before: string) => /[^\s/(=[\\^]$/.test(before) && !/a-z|0-9/i.test(name)

const note: TokenizerExtension = {
  name: 'note',
  level: 'inline',
  tokenizer(src, tokens) {
    const match = /^\[\^(?:(\d{1,3})|([\p{L}_][\p{L}\d_-]{1,39}))\](?![:+*?{/])/u.exec(src)
    if (!match || (match[2] && !isAttached(match[2], tokens.at(-1)?.raw ?? ''))) return undefined
    return { type: 'note', raw: match[0], name: (match[1] ?? match[2] ?? '').toLowerCase() }
  },
}

/** `src` up to the end of as many lines as `part` has. */
function asManyLines(src: string, part: string): string {
  let end = -1
  for (const char of part) if (char === '\n') end = src.indexOf('\n', end + 1)
  if (part.endsWith('\n')) return src.slice(0, end + 1)
  const next = src.indexOf('\n', end + 1)
  return next < 0 ? src : src.slice(0, next)
}

/** HTML has no meaning here: a block of it is a paragraph, a tag is kept whole so that `*` inside of it stays as written. */
const marked = new Marked({
  gfm: true,
  extensions: [...mathExtensions, note],
  tokenizer: {
    table(src) {
      if (!isTableRule(src.split('\n', 2)[1] ?? '')) return undefined
      const rows = /[$`\\]/.test(src) ? src.split('\n').map(escapeBars).join('\n') : src
      const table = Tokenizer.prototype.table.call(this, rows)
      return table && { ...table, raw: asManyLines(src, table.raw) }
    },
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

/** Definitions that an answer may have: every block looks through them. */
const MAX_LINKS = 300

function newLexer(): AnswerLexer {
  const lexer = new AnswerLexer(marked.defaults)
  const { tokenizer } = lexer.options
  if (tokenizer) tokenizer.rules = cjk.rules ??= withCjkEmphasis(tokenizer.rules)
  return lexer
}

/** Tokens of one block; `links` are the definitions of the blocks before it, and get those of this one. */
export function parse(text: string, links: Links): TokensList {
  const lexer = newLexer()
  Object.assign(lexer.tokens.links, links)
  const tokens = lexer.lex(text)
  if (Object.keys(links).length < MAX_LINKS) Object.assign(links, tokens.links)
  return tokens
}

/** Tokens of a piece of a paragraph. */
export function parsePiece(text: string, links: Links): Token[] {
  const lexer = newLexer()
  lexer.tokens.links = links
  return lexer.inlineTokens(text)
}
