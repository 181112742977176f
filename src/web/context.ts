import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'
import type { Session } from 'hono-sessions'
import type { Theme } from '../../templates/chrome.ts'
import type { Locale, Strings } from '../../templates/i18n/index.ts'
import type { Config } from '../config.ts'
import type { Database } from '../db/store.ts'
import type { TOKEN_SCOPES } from '../db/values.ts'
import type { Kv } from '../kv/kv.ts'
import type { Logger } from '../log.ts'
import type { SiteSettings } from '../site/site.ts'
import type { Assets } from './assets.ts'

export type Role = 'user' | 'admin'

/** Who sends the request. */
export type SignedIn = {
  id: string
  username: string
  role: Role
  /** counts up with each change of password or rights: what was given before ends */
  epoch: number
  locale: Locale | null
  /** null follows the system */
  theme: Theme | null
  timeZone: string | null
  groupId: string | null
  /** an admin has set a quota, or put the user into a group that may have one */
  isLimited: boolean
  via: 'session' | 'token'
  /** the API token's row; null when signed in by cookie */
  tokenId: string | null
  /** what the API token allows; null when signed in by cookie */
  scopes: readonly (typeof TOKEN_SCOPES)[number][] | null
  /** SHA-256 of the session's id; null when signed in by token */
  sessionId: string | null
}

/** All that a session holds. `epoch` is the user's at sign-in: a newer one in the user's row ends the session. */
export type SessionContent = { userId: string; signedInAt: number; epoch: number }

export type AppEnv = {
  Bindings: Partial<HttpBindings>
  Variables: {
    requestId: string
    locale: Locale
    t: Strings
    theme: Theme | null
    user: SignedIn | null
    ip: string
    /** HTML, for who is signed in, where there is one */
    banner?: string
    /** only where the visitor has a session, or the route may open one */
    session?: Session<SessionContent>
    /** SHA-256 of its id; absent before it is stored */
    sessionId?: string
    /** the key of the user's name who has just signed in */
    enteredAs?: string
    /** hono-sessions: give the session a new id when the request ends */
    session_key_rotation?: boolean
  }
}

export type AppContext = Context<AppEnv>

export type WebDeps = {
  config: Config
  db: Database
  kv: Kv
  log: Logger
  now: () => number
  /** what the administrator can change while we run */
  site: SiteSettings
  assets: Assets
}
