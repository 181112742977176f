import type { Rules } from 'marked'

/**
 * CommonMark takes `**具体：**与` for no emphasis: its rule asks for a space after punctuation, and Chinese and Japanese have none.
 * Here their punctuation counts as letters beside `*`, and their letters as a border, as in markdown-cjk-friendly.
 */
const PUNCTUATION = '\\u3001-\\u303f\\uff01-\\uff0f\\uff1a-\\uff20\\uff3b-\\uff40\\uff5b-\\uff65‘’“”…—'
const LETTERS = '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}'

const widen = (rule: RegExp) =>
  new RegExp(
    rule.source
      .replaceAll('(?!~)[\\p{P}\\p{S}]', `(?![~${PUNCTUATION}])[\\p{P}\\p{S}]`)
      .replaceAll('(?!~)[\\s\\p{P}\\p{S}]', `(?![~${PUNCTUATION}])[\\s\\p{P}\\p{S}]`)
      .replaceAll('(?:[^\\s\\p{P}\\p{S}]|~)', `(?:[^\\s\\p{P}\\p{S}]|[~${PUNCTUATION}])`)
      .replaceAll('(?=[\\s]|$)', `(?=[\\s${LETTERS}${PUNCTUATION}]|$)`),
    rule.flags,
  )

/** The same for `~~`. A single `~` is a range (`5~6`, `US$3~US$5`) and strikes nothing. */
const widenDeletion = (rule: RegExp) =>
  new RegExp(
    widen(rule).source.replaceAll('~~?', '~~').replaceAll('[^\\s\\p{P}\\p{S}]', `(?:[^\\s\\p{P}\\p{S}]|[${PUNCTUATION}])`),
    rule.flags,
  )

export function withCjkEmphasis(rules: Rules): Rules {
  const { emStrongLDelim, emStrongRDelimAst, delLDelim, delRDelim } = rules.inline
  const punctuation = new RegExp(`^((?![*_])[\\s\\p{P}\\p{S}${LETTERS}])`, 'u')
  const emphasis = { emStrongLDelim: widen(emStrongLDelim), emStrongRDelimAst: widen(emStrongRDelimAst), punctuation }
  const deletion = { delLDelim: widenDeletion(delLDelim), delRDelim: widenDeletion(delRDelim) }
  return { ...rules, inline: { ...rules.inline, ...emphasis, ...deletion } }
}
