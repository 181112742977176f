import type { MiddlewareHandler } from 'hono'
import { type Locale, stringsFor } from '../../templates/i18n/index.ts'
import type { SiteSettings } from '../site/site.ts'
import type { AppEnv } from './context.ts'

type Drawn = { text: string; html: Promise<string> }

/** A page has one first heading, and it is not in its banner. */
const HEADING = /<(\/?)h[1-6]>/g

/** The renderer is loaded with the first banner that somebody sees. */
export async function renderBanner(text: string, locale: Locale, idPrefix: string): Promise<string> {
  const { renderMarkdown } = await import('../markdown/markdown.ts')
  const html = await renderMarkdown(text, { idPrefix, words: stringsFor(locale).markdown })
  return html.replaceAll(HEADING, '<$1strong>')
}

/** What the administrator tells everybody who is signed in, as safe HTML: drawn once for each language. Strangers are told nothing. */
export function withBanner({ site }: { site: Pick<SiteSettings, 'current'> }): MiddlewareHandler<AppEnv> {
  const drawn = new Map<Locale, Drawn>()

  function draw(text: string, locale: Locale): Promise<string> {
    const known = drawn.get(locale)
    if (known?.text === text) return known.html
    const html = renderBanner(text, locale, 'banner-')
    drawn.set(locale, { text, html })
    return html
  }

  return async (c, next) => {
    const { banner } = await site.current()
    if (banner !== null && c.get('user')) c.set('banner', await draw(banner, c.get('locale')))
    return next()
  }
}
