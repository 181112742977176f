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

/** Anybody may ask, as often as he likes: those who ask at once share one answer. */
export function shared<T>(ask: () => Promise<T>): () => Promise<T> {
  let asking: Promise<T> | null = null
  return () => (asking ??= ask().finally(() => (asking = null)))
}

/** `/healthz`: this process runs. `/readyz`: what it needs answers, too. */
export function healthRoutes({ db, kv }: Pick<WebDeps, 'db' | 'kv'>): Hono<AppEnv> {
  const ready = shared(() => Promise.all([answers(db.ping()), answers(kv.ping())]))
  return new Hono<AppEnv>()
    .get('/healthz', (c) => c.json({ status: 'ok' }, 200, SECURITY_HEADERS))
    .get('/readyz', async (c) => {
      const [database, cache] = await ready()
      const status = database && cache ? 200 : 503
      return c.json({ status: word(database && cache), database: word(database), cache: word(cache) }, status, SECURITY_HEADERS)
    })
}
