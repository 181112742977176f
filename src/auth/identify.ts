import type { MiddlewareHandler } from 'hono'
import type { AppContext, AppEnv, SignedIn } from '../web/context.ts'
import { setLocale } from '../web/locale.ts'
import type { Sessions } from '../web/session.ts'
import { userOfToken } from './apiTokens.ts'
import { activeUser, type User } from './people.ts'
import type { AccountDeps } from './service.ts'
import { withinScopes } from './tokenScopes.ts'

type Credential = Pick<SignedIn, 'via' | 'tokenId' | 'scopes' | 'sessionId'>

const bearer = (c: AppContext): string | null => /^bearer +(\S+)$/i.exec(c.req.header('Authorization') ?? '')?.[1] ?? null

function signedIn({ id, username, role, epoch, locale, theme, timeZone, quota, groupId }: User, credential: Credential): SignedIn {
  return { id, username, role, epoch, locale, theme, timeZone, groupId, isLimited: quota !== null || groupId !== null, ...credential }
}

async function byToken(deps: AccountDeps, token: string): Promise<SignedIn | null> {
  const found = await userOfToken(deps, token)
  return found && signedIn(found.user, { via: 'token', tokenId: found.tokenId, scopes: found.scopes, sessionId: null })
}

async function bySession(deps: AccountDeps, c: AppContext): Promise<SignedIn | null> {
  const session = c.get('session')
  const userId = session?.get('userId')
  if (!session || !userId) return null
  const user = await activeUser(deps, userId, session.get('epoch') ?? -1)
  return user && signedIn(user, { via: 'session', tokenId: null, scopes: null, sessionId: c.get('sessionId') ?? null })
}

/** Finds out who sends the request, and whether a token allows it: whoever brings an `Authorization` header is not looked at for a cookie. */
export function identify(deps: AccountDeps, sessions: Sessions): MiddlewareHandler<AppEnv>[] {
  return [
    (c, next) => (c.req.header('Authorization') === undefined ? sessions.attach(c, next) : next()),
    async (c, next) => {
      const token = bearer(c)
      const user = token === null ? await bySession(deps, c) : await byToken(deps, token)
      if (user) {
        c.set('user', user)
        c.set('theme', user.theme)
        if (user.locale) setLocale(c, user.locale)
      }
      return next()
    },
    withinScopes,
  ]
}
