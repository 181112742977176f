import type { MiddlewareHandler } from 'hono'
import { createSecretKey } from 'node:crypto'
import { getCookie, setCookie } from 'hono/cookie'
import { type SessionData, sessionMiddleware, type Store as LibraryStore } from 'hono-sessions'
import type { Config } from '../config.ts'
import { deriveKey, sha256 } from '../secrets.ts'
import type { AppContext, AppEnv, SessionContent } from './context.ts'
import { isHttps } from './https.ts'
import { isAlreadySent } from './security.ts'
import { newSessionCookie, openSessionCookie } from './sessionId.ts'
import type { FoundSession, SessionStore } from './sessionStore.ts'

const NAME = 'aichat_session'

type SessionDeps = { config: Pick<Config, 'appSecret' | 'publicUrl' | 'sessionTtl' | 'trustProxy'>; store: SessionStore }

export type Sessions = {
  /** Attaches the visitor's session, where there is one. Costs a visitor without a cookie nothing. */
  attach: MiddlewareHandler<AppEnv>
  /** For routes that may open one: `signIn` works behind it. */
  opening: MiddlewareHandler<AppEnv>
}

/** From here on the request's session is this user's, under a new id; the old id ends. */
export function signIn(c: AppContext, content: SessionContent): void {
  const session = c.get('session')
  if (!session) throw new Error('signIn needs a route behind sessions.opening')
  session.set('userId', content.userId)
  session.set('signedInAt', content.signedInAt)
  session.set('epoch', content.epoch)
  c.set('session_key_rotation', true)
}

export const signOut = (c: AppContext): void => c.get('session')?.deleteSession()

const entry = <T>(value: T) => ({ value, flash: false })

/** hono-sessions' form of a session. It never expires there: our store has decided that already, by its own clock. */
const toLibrary = ({ userId, signedInAt, epoch }: SessionContent): SessionData => ({
  _data: { userId: entry(userId), signedInAt: entry(signedInAt), epoch: entry(epoch) },
  _expire: null,
  _delete: false,
  _accessed: null,
})

function fromLibrary({ _data: data }: SessionData): SessionContent | null {
  if (!data.userId) return null
  return { userId: data.userId.value, signedInAt: data.signedInAt?.value, epoch: data.epoch?.value }
}

/**
 * hono-sessions with ids, cookie and storage of our own (docs/decisions/001-sessions.md): it holds the session during
 * the request and says when one is deleted or rotated; what it does with cookies on every request is taken back.
 */
export function createSessions({ config, store }: SessionDeps): Sessions {
  const key = createSecretKey(deriveKey(config.appSecret, 'session'))

  async function run(c: AppContext, found: FoundSession | null, next: () => Promise<void>): Promise<void> {
    const secure = isHttps(c, config)
    const prefix = secure ? ({ prefix: 'host' } as const) : {}
    const cookieOptions = { path: '/', httpOnly: true, sameSite: 'Lax', secure, ...prefix } as const
    let cookie = found?.extended ? (getCookie(c, NAME, cookieOptions.prefix) ?? null) : null
    let ended = false

    const requestStore: LibraryStore = {
      getSessionById: () => found && toLibrary(found.content),
      async createSession(_id, data) {
        const content = fromLibrary(data)
        if (!content) return
        const made = newSessionCookie(key)
        await store.create(sha256(made.id), content, { ip: c.get('ip'), userAgent: c.req.header('User-Agent') ?? '' })
        cookie = made.cookie
      },
      /** Nothing in a session changes while it lasts, so a late request has nothing to bring back. */
      persistSessionData() {},
      async deleteSession() {
        ended = true
        if (found) await store.end(found.idHash)
      },
    }

    const library = sessionMiddleware({ store: requestStore, sessionCookieName: NAME, cookieOptions, autoExtendExpiration: false })
    await library(c, async () => {
      c.header('Set-Cookie', undefined)
      await next()
    })
    if (isAlreadySent(c.res)) return
    dropCookie(c.res.headers, secure ? `__Host-${NAME}=` : `${NAME}=`)
    if (cookie !== null) setCookie(c, NAME, cookie, { ...cookieOptions, maxAge: Math.floor(config.sessionTtl / 1000) })
    else if (ended) setCookie(c, NAME, '', { ...cookieOptions, maxAge: 0 })
  }

  const findFor = async (c: AppContext): Promise<FoundSession | null> => {
    const cookie = getCookie(c, NAME, isHttps(c, config) ? 'host' : undefined)
    const id = openSessionCookie(key, cookie)
    return id === null ? null : store.find(sha256(id))
  }

  return {
    async attach(c, next) {
      const found = await findFor(c)
      if (!found) return next()
      c.set('sessionId', found.idHash)
      await run(c, found, next)
    },
    async opening(c, next) {
      if (c.get('session')) return next()
      await run(c, null, next)
    },
  }
}

/** Takes back the cookies of this name, whoever set them. */
function dropCookie(headers: Headers, start: string): void {
  const cookies = headers.getSetCookie()
  if (!cookies.some((cookie) => cookie.startsWith(start))) return
  headers.delete('Set-Cookie')
  for (const cookie of cookies) if (!cookie.startsWith(start)) headers.append('Set-Cookie', cookie)
}
