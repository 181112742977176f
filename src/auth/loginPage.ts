import { Hono } from 'hono'
import { AppError } from '../errors.ts'
import { paths } from '../paths.ts'
import type { AppContext, AppEnv } from '../web/context.ts'
import { chooseEncoding, compressed, type Encoding } from '../web/encoding.ts'
import { setVisitorLocale } from '../web/locale.ts'
import { localPath } from '../web/localPath.ts'
import { SECURITY_HEADERS } from '../web/security.ts'
import { loginHtml, showLogin } from './pages.tsx'
import { hasUsers } from './queries.ts'
import type { AuthDeps } from './routes.ts'

type Rendered = { html: string; twins: Map<Encoding, Promise<Uint8Array<ArrayBuffer>>> }

const HEADERS = { ...SECURITY_HEADERS, 'Content-Type': 'text/html; charset=UTF-8', Vary: 'Accept-Encoding' }

/** The plain sign-in page is the same for everybody who reads one language: drawn and compressed once, and anew when what it shows has changed. */
function createPlainPage({ providers, site }: AuthDeps, render: (c: AppContext) => Promise<string>): (c: AppContext) => Promise<Response> {
  const drawn = new Map<string, Promise<Rendered>>()
  let shown: { providers: readonly unknown[]; site: unknown } = { providers: [], site: null }

  const draw = async (c: AppContext): Promise<Rendered> => {
    const toShow = { providers: await providers.enabled().catch(() => shown.providers), site: await site.current() }
    if (toShow.providers !== shown.providers || toShow.site !== shown.site) drawn.clear()
    shown = toShow
    const key = c.get('locale')
    const known = drawn.get(key)
    if (known) return known
    const drawing = render(c).then((html) => ({ html, twins: new Map() }))
    drawn.set(key, drawing)
    drawing.catch(() => drawn.delete(key))
    return drawing
  }

  return async (c) => {
    const { html, twins } = await draw(c)
    const encoding = chooseEncoding(c.req.header('Accept-Encoding'))
    if (!encoding) return new Response(html, { headers: HEADERS })
    const twin = twins.get(encoding) ?? compressed(html, encoding, 'once')
    twins.set(encoding, twin)
    return new Response(await twin, { headers: { ...HEADERS, 'Content-Encoding': encoding } })
  }
}

/** Once there is a user there always is one. */
function setUpCheck({ db }: Pick<AuthDeps, 'db'>): () => Promise<boolean> {
  let isSetUp = false
  return async () => (isSetUp ||= await hasUsers(db))
}

/**
 * To be mounted in front of the middleware: who comes without a cookie and asks for nothing but the sign-in page gets it
 * like a file, with all headers and no log line, at less than half the cost. Everybody else goes on.
 */
export function plainLoginRoutes(deps: AuthDeps): Hono<AppEnv> {
  const plain = createPlainPage(deps, async (c) => loginHtml(c, deps))
  const isSetUp = setUpCheck(deps)
  return new Hono<AppEnv>().get('/login', async (c, next) => {
    const isPlain = c.req.header('Cookie') === undefined && c.req.header('Authorization') === undefined && !c.req.url.includes('?')
    if (!isPlain || !(await isSetUp())) return next()
    setVisitorLocale(c)
    return plain(c)
  })
}

export function loginPage(deps: AuthDeps): (c: AppContext) => Promise<Response> {
  const isSetUp = setUpCheck(deps)
  return async (c) => {
    const next = localPath(c.req.query('next'))
    if (c.get('user')) return c.redirect(next ?? paths.newChat(), 303)
    if (!(await isSetUp())) return showLogin(c, deps, { faults: [new AppError('setup_pending')], status: 200 })
    return showLogin(c, deps, { next })
  }
}
