import type { Chrome } from '../chrome.ts'
import { Icon } from './icon.tsx'

type PagerProps = {
  chrome: Chrome
  first: string | null
  older: string | null
  /** the element that is brought up to date without loading the page, where there is script */
  target?: string
}

/** Where the list goes on: by the last row that was shown, not by a number. */
export const Pager = ({ chrome: { t }, first, older, target }: PagerProps) =>
  first === null && older === null ? null : (
    <nav class="pager" aria-label={t.admin.pages}>
      <span />
      {first !== null && (
        <a class="btn small" href={first} {...swapping(first, target)}>
          {t.admin.newest}
        </a>
      )}
      {older !== null && (
        <a class="btn small" href={older} {...swapping(older, target)}>
          {t.admin.older}
          <Icon name="right" small />
        </a>
      )}
    </nav>
  )

const swapping = (address: string, target: string | undefined): Record<string, string> =>
  target === undefined ? {} : { 'hx-get': address, 'hx-target': target, 'hx-swap': 'innerHTML show:top' }
