import type { Chrome } from '../chrome.ts'
import { formatDate } from '../i18n/format.ts'
import { Icon } from './icon.tsx'

export type TokenScope = 'read' | 'chat' | 'admin'

export type TokenView = {
  id: string
  name: string
  scopes: readonly TokenScope[]
  createdAt: Date
  lastUsedAt: Date | null
  expiresAt: Date | null
}

/** An API token, and a button that revokes it; `action`: where that is asked for. */
export const TokenItem = ({ chrome: { t, locale, timeZone }, token, action }: { chrome: Chrome; token: TokenView; action: string }) => {
  const on = (date: Date): string => formatDate(locale === 'en' ? 'en-GB' : locale, 'date', date, timeZone)
  const { name, scopes, createdAt, lastUsedAt, expiresAt } = token
  const facts = [
    scopes.map((scope) => t.tokens.scope[scope]).join(', '),
    t.tokens.made(on(createdAt)),
    lastUsedAt === null ? t.tokens.unused : t.tokens.used(on(lastUsedAt)),
    expiresAt === null ? t.tokens.endsNever : t.tokens.ends(on(expiresAt)),
  ]
  return (
    <li>
      <Icon name="key" />
      <div>
        {name}
        <small>{facts.join(' · ')}</small>
      </div>
      <form method="post" action={action}>
        <button class="btn small danger" aria-label={t.tokens.revokeNamed(name)}>
          {t.tokens.revoke}
        </button>
      </form>
    </li>
  )
}
