import { escapeHtml } from './escape.ts'

const NAMED: Record<string, string> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&apos;': "'",
  '&colon;': ':',
  '&tab;': '\t',
  '&newline;': '\n',
}
const SAFE = new Set(['http:', 'https:', 'mailto:'])

function decode(href: string): string {
  return href.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|[a-z]+);/gi, (whole: string, decimal?: string, hex?: string) => {
    const code = decimal ? Number(decimal) : hex ? Number.parseInt(hex, 16) : undefined
    if (code === undefined) return NAMED[whole.toLowerCase()] ?? whole
    return code <= 0x10ffff ? String.fromCodePoint(code) : ''
  })
}

/** An absolute web or mail address in its normal form; anything else, `javascript:` or a path of ours, is no target. */
function safeTarget(href: string): string | undefined {
  const url = URL.parse(decode(href).replaceAll('\\', '%5C'))
  return url && SAFE.has(url.protocol) && url.href.length <= 4_000 ? url.href : undefined
}

export const hasTarget = (href: string) => safeTarget(href) !== undefined

/** `label` is HTML already. */
export function renderLink(href: string, label: string): string {
  const target = safeTarget(href)
  return target ? `<a href="${escapeHtml(target)}" rel="noopener noreferrer nofollow" target="_blank">${label}</a>` : label
}
