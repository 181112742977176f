import { Hono } from 'hono'
import type { AppEnv, WebDeps } from './context.ts'
import { SECURITY_HEADERS } from './security.ts'

const PING_MS = 1000

async function answers(ping: Promise<void>): Promise<boolean> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error('no answer in time')), PING_MS)
  return Promise.race([ping, late])
    .then(
      () => true,
      () => false,
    )
    .finally(() => clearTimeout(timer))
}

const word = (fine: boolean) => (fine ? 'ok' : 'unavailable')

/** `/healthz`: this process runs. `/readyz`: what it needs answers, too. */
export function healthRoutes({ db, kv }: Pick<WebDeps, 'db' | 'kv'>): Hono<AppEnv> {
  return new Hono<AppEnv>()
    .get('/healthz', (c) => c.json({ status: 'ok' }, 200, SECURITY_HEADERS))
    .get('/readyz', async (c) => {
      const [database, cache] = await Promise.all([answers(db.ping()), answers(kv.ping())])
      const status = database && cache ? 200 : 503
      return c.json({ status: word(database && cache), database: word(database), cache: word(cache) }, status, SECURITY_HEADERS)
    })
}
