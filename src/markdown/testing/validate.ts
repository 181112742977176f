/** Tags that an answer may hold, each with its attributes and what their values look like. */
const WORDS = /^[\p{L}\d ]*$/u
const NUMBER = /^\d{1,9}$/
const EMPTY = /^$/
const math =
  'mi mn mo ms mtext mspace mrow mfrac msqrt mroot mstyle mpadded mphantom menclose msub msup msubsup munder mover munderover mtable mtr mtd mlabeledtr'
const mathAttributes =
  'accent accentunder columnalign columnlines columnspacing depth displaystyle fence height largeop linebreak linethickness lspace mathbackground mathcolor mathsize ' +
  'mathvariant maxsize minsize notation rowlines rowspacing rspace scriptlevel separator stretchy valign voffset width'

const mathValue = Object.fromEntries(mathAttributes.split(' ').map((name) => [name, /^[\w#.,% +-]*$/]))

function allowed(prefix: string): Record<string, Record<string, RegExp>> {
  const id = new RegExp(`^${prefix}(?:[rf]\\d{1,3}|open)$`)
  const plain = 'p h1 h2 h3 h4 h5 h6 hr br em strong del blockquote ul table thead tbody tr figcaption'.split(' ')
  return {
    ...Object.fromEntries(plain.map((tag) => [tag, {}])),
    ...Object.fromEntries(math.split(' ').map((tag) => [tag, mathValue])),
    math: { display: /^block$/ },
    ol: { start: NUMBER },
    li: { id, value: NUMBER },
    div: {
      id,
      'data-block': EMPTY,
      class: /^(?:math|table-wrap)$/,
      tabindex: /^0$/,
      role: /^(?:group|region)$/,
      'aria-label': WORDS,
    },
    a: {
      href: new RegExp(`^(?:https?://|mailto:|#${prefix}[rf]\\d{1,3}$)`),
      rel: /^noopener noreferrer nofollow$/,
      target: /^_blank$/,
      'aria-label': WORDS,
    },
    sup: { id },
    section: { class: /^footnotes$/, 'aria-label': WORDS },
    th: { align: /^(?:left|center|right)$/ },
    td: { align: /^(?:left|center|right)$/ },
    input: { type: /^checkbox$/, checked: EMPTY, disabled: EMPTY, 'aria-label': WORDS },
    figure: { class: /^code$/ },
    pre: { tabindex: /^0$/, class: /^plain$/ },
    code: { class: /^hljs(?: language-[a-z0-9+#-]{1,32})?$/ },
    span: { class: /^(?:hljs-[a-z_-]+(?: [a-z_]+)*|language-[a-z0-9]+)$/ },
    button: { type: /^button$/, class: /^btn quiet small$/ },
    svg: { class: /^icon s$/, 'aria-hidden': /^true$/ },
    use: { href: /^#i-copy$/ },
  }
}

const VOID = new Set(['hr', 'br', 'input', 'use'])

/** What is wrong with the HTML of an answer; an empty list when it is safe and well-formed. Knows nothing of how it was made. */
export function faultsOf(html: string, prefix: string): string[] {
  const faults: string[] = []
  const rules = allowed(prefix)
  const open: string[] = []
  const ids = new Set<string>()
  if (/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/.test(html)) faults.push('control character')
  const text = html.replace(
    /<(\/?)([a-z0-9]+)((?: [a-z-]+(?:="[^"<>']*")?)*)(\/?)>/g,
    (whole, slash: string, tag: string, attributes: string, selfClosed: string) => {
      const rule = rules[tag]
      if (!rule) faults.push(`tag ${whole}`)
      if (slash && open.pop() !== tag) faults.push(`end ${whole}`)
      if (tag === 'a' && !slash && open.includes('a')) faults.push(`link within a link ${whole}`)
      if (!slash && !selfClosed && !VOID.has(tag)) open.push(tag)
      for (const [, name = '', value = ''] of attributes.matchAll(/ ([a-z-]+)(?:="([^"]*)")?/g)) {
        if (!rule?.[name]?.test(value)) faults.push(`attribute ${whole}`)
        if (name === 'id' && ids.has(value)) faults.push(`id twice ${value}`)
        if (name === 'id') ids.add(value)
      }
      return ''
    },
  )
  if (/[<>]/.test(text)) faults.push(`raw bracket near ${/.{0,40}[<>].{0,40}/s.exec(text)?.[0] ?? ''}`)
  if (open.length > 0) faults.push(`not closed: ${open.join(' ')}`)
  return faults
}
