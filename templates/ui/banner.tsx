import { raw } from 'hono/html'
import type { Chrome } from '../chrome.ts'

/** What the administrator tells everybody who is signed in: below the bar of every page. A long one scrolls in itself. */
export const Banner = ({ chrome: { t, banner } }: { chrome: Chrome }) =>
  banner === null ? null : (
    <aside class="banner" aria-label={t.site.announcement} tabindex={0}>
      {raw(banner)}
    </aside>
  )
