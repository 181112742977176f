import { raw } from 'hono/html'
import type { Child } from 'hono/jsx'
import type { Chrome } from './chrome.ts'
import { type IconName, Sprite } from './ui/icon.tsx'

export type DocumentProps = {
  chrome: Chrome
  title: string
  /** file of `static/`; gate pages take `gate.css`, those of tables and charts `work.css` */
  css: 'app.css' | 'gate.css' | 'work.css'
  /** without it the page loads no script at all */
  script?: 'app.js' | 'work.js'
  icons: readonly IconName[]
  /** seconds after which a browser without script loads the page again */
  refresh?: number | undefined
  children?: Child
}

const DOCTYPE = raw('<!doctype html>')

/** No eval and no styles of its own under our CSP; a fold that the reader opened stays open when its message is morphed; a swap is whole before it is painted. */
const HTMX_CONFIG = JSON.stringify({
  history: 'reload',
  includeIndicatorCSS: false,
  defaultSettleDelay: 0,
  morphIgnore: ['data-htmx-powered', 'open'],
})

const VIEWPORT = 'width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content'

/** For the script: whose drafts are kept, and how far the browser's clock is off. */
const whoAndWhen = ({ user, now }: Chrome) => (user === null ? {} : { 'data-user': user.id, 'data-now': String(now.getTime()) })

export const Document = ({ chrome, title, css, script, icons, refresh, children }: DocumentProps) => (
  <>
    {DOCTYPE}
    <html lang={chrome.locale} {...(chrome.theme === null ? {} : { 'data-theme': chrome.theme })}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content={VIEWPORT} />
        <meta name="color-scheme" content={chrome.theme ?? 'light dark'} />
        <title>{title}</title>
        {script !== undefined && <meta name="htmx-config" content={HTMX_CONFIG} />}
        <link rel="stylesheet" href={chrome.asset(css)} />
        <link rel="icon" type="image/svg+xml" href={chrome.asset('icon.svg')} />
        {script !== undefined && <script type="module" src={chrome.asset(script)} />}
        {refresh !== undefined && (
          <noscript>
            <meta http-equiv="refresh" content={String(refresh)} />
          </noscript>
        )}
      </head>
      <body {...whoAndWhen(chrome)}>
        <Sprite icons={icons} />
        {children}
      </body>
    </html>
  </>
)
