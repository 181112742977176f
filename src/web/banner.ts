import type { MiddlewareHandler } from 'hono'
import { type Locale, stringsFor } from '../../templates/i18n/index.ts'
import type { SiteSettings } from '../site/site.ts'
import type { AppEnv } from './context.ts'

type Drawn = { text: string; html: Promise<string> }

/** The renderer is loaded with the first banner that somebody sees. */
async function render(text: string, locale: Locale): Promise<string> {
  const { renderMarkdown } = await import('../markdown/markdown.ts')
  return renderMarkdown(text, { idPrefix: 'banner-', words: stringsFor(locale).markdown })
}

/** What the administrator tells everybody who is signed in, as safe HTML: drawn once for each language. Strangers are told nothing. */
export function withBanner({ site }: { site: Pick<SiteSettings, 'current'> }): MiddlewareHandler<AppEnv> {
  const drawn = new Map<Locale, Drawn>()

  function draw(text: string, locale: Locale): Promise<string> {
    const known = drawn.get(locale)
    if (known?.text === text) return known.html
    const html = render(text, locale)
    drawn.set(locale, { text, html })
    return html
  }

  return async (c, next) => {
    const { banner } = await site.current()
    if (banner !== null && c.get('user')) c.set('banner', await draw(banner, c.get('locale')))
    return next()
  }
}
