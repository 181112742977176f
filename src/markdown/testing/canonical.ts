/** The HTML of the specification and ours in one form, without what we do otherwise on purpose (docs/decisions/005-markdown.md). */

const NAMED: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  nbsp: '\u00a0',
  copy: '©',
  AElig: 'Æ',
  Dcaron: 'Ď',
  frac34: '¾',
  HilbertSpace: 'ℋ',
  DifferentialD: 'ⅆ',
  ClockwiseContourIntegral: '∲',
  ngE: '≧̸',
  auml: 'ä',
  ouml: 'ö',
}

/** Text as a browser reads it, and then as one form of it is written. */
const text = (html: string) =>
  html
    .replace(/&(?:#x([\da-f]+)|#(\d+)|(\w+));/gi, (whole, hex?: string, decimal?: string, name?: string) => {
      if (name !== undefined) return NAMED[name] ?? whole
      const code = hex ? Number.parseInt(hex, 16) : Number(decimal)
      return code === 0 ? '\ufffd' : String.fromCodePoint(code)
    })
    .replace(/[&<>]/g, (char) => `[${char.codePointAt(0)}]`)

function link(href: string): string {
  const url = URL.parse(href.replaceAll('&amp;', '&'))
  return url && /^(?:https?|mailto):$/.test(url.protocol) ? `<a ${text(url.href.replaceAll('%5B', '[').replaceAll('%5D', ']'))}>` : '<a>'
}

/** White space as the browser shows it: it counts in code alone. */
const withoutIndents = (html: string) =>
  html.replace(/(<pre[ >].*?<\/pre>)|[ \t]*\n[ \t]*/gs, (_, pre?: string) => pre ?? '\n').replaceAll('<br>\n', '<br>')

/** Links without an address are text: their end tags go with them. */
const withoutDeadLinks = (html: string) => html.replace(/<a>((?:(?!<a[ >]).)*?)<\/a>/gs, '$1')

export function canonical(html: string): string {
  const marked = html
    .replace(/<div data-block>|<\/div>/g, '')
    .replace(/<figure class="code"><figcaption>.*?<\/figcaption><pre tabindex="0">/gs, '<pre>')
    .replace(/<\/pre><\/figure>/g, '</pre>')
    .replace(/<span class="(?:hljs-|language-)[^"]*">|<\/span>/g, '')
    .replace(/<code class="hljs(?: (language-[^"]*))?">/g, (_, name?: string) => `<code${name ? ` class="${name}"` : ''}>`)
    .replace(/<img src="([^"]*)" alt="([^"]*)"[^>]*\/>/g, '<a href="$1">$2</a>')
    .replace(/<(\w+) ?\/>/g, '<$1>')
    .replace(/\n<\/code>/g, '</code>')
    .replace(/<a href="([^"]*)"[^>]*>/g, (_, href: string) => link(href))
  const parts = withoutDeadLinks(marked).split(/(<[^>]*>)/)
  return withoutIndents(parts.map((part, at) => (at % 2 === 1 ? part : text(part))).join(''))
    .replace(/\s*(<\/?(?:p|h[1-6]|hr|pre|ul|ol|li|blockquote)(?: [^>]*)?>)\s*/g, '$1')
    .trim()
}
