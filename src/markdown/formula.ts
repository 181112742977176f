import { escapeHtml } from './escape.ts'
import type { Tex, Tools } from './tools.ts'

const MAX_TEX = 4_000
const MAX_MATHML = 100_000

const ELEMENTS = new Set(
  'mi mn mo ms mtext mspace mrow mfrac msqrt mroot mstyle mpadded mphantom menclose msub msup msubsup munder mover munderover mtable mtr mtd mlabeledtr'.split(
    ' ',
  ),
)
const ATTRIBUTES = new Set(
  (
    'accent accentunder columnalign columnlines columnspacing depth displaystyle fence height largeop linebreak linethickness lspace mathbackground mathcolor ' +
    'mathsize mathvariant maxsize minsize notation rowlines rowspacing rspace scriptlevel separator stretchy valign voffset width'
  ).split(' '),
)

/** A formula as MathML, or its source where TeX cannot make sense of it. */
export function renderFormula(tex: string, display: boolean, raw: string, tools: Tools): string {
  const engine = tex.length <= MAX_TEX ? tools.tex() : undefined
  const math = engine && mathml(engine, tex.trim(), display)
  return math ? `<math${display ? ' display="block"' : ''}>${math}</math>` : `<code>${escapeHtml(raw.trim())}</code>`
}

function mathml(engine: Tex, tex: string, displayMode: boolean): string | undefined {
  try {
    const limits = { maxExpand: 500, maxSize: 20, strict: 'ignore', trust: false, macros: {} } as const
    const markup = engine.renderToString(tex, { output: 'mathml', displayMode, throwOnError: true, ...limits })
    const body = /<semantics>([\s\S]*?)<annotation/.exec(markup)?.[1]
    return body !== undefined && body.length <= MAX_MATHML ? onlyMath(body) : undefined
  } catch {
    return undefined
  }
}

/** Keeps the elements and attributes that formulas are made of; KaTeX escapes `<` and `>` in text and values. */
function onlyMath(markup: string): string {
  return markup.replace(/<(\/?)([a-z]+)([^<>]*?)(\/?)>/gi, (_, slash: string, name: string, rest: string, end: string) => {
    if (!ELEMENTS.has(name)) return ''
    const kept = [...rest.matchAll(/ ([a-z]+)="([^"<>]*)"/g)].filter(([, attribute = '']) => ATTRIBUTES.has(attribute))
    return `<${slash}${name}${kept.map(([whole]) => whole).join('')}${end}>`
  })
}
