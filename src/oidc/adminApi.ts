import { Hono } from 'hono'
import * as z from 'zod'
import { actorOf, requireAdmin } from '../auth/guard.ts'
import type { Config } from '../config.ts'
import { paths } from '../paths.ts'
import type { AppContext, AppEnv } from '../web/context.ts'
import { originOf } from '../web/address.ts'
import { jsonBody } from '../web/validate.ts'
import { listProviders, type ProviderRow } from './queries.ts'
import { changeProvider, createProvider, type ManageDeps, removeProvider } from './service.ts'

const text = (most: number) => z.string().trim().min(1).max(most)
const scopes = z
  .string()
  .trim()
  .max(255)
  .regex(/^openid( [!#-[\]-~]+)*$/)

/** OpenID Connect wants https; http is for a provider on this machine. */
const issuer = z
  .url({ protocol: /^https?$/ })
  .max(512)
  .refine((url) => url.startsWith('https:') || ['localhost', '127.0.0.1', '[::1]'].includes(new URL(url).hostname))

const change = z
  .object({
    name: text(100),
    client_id: text(255),
    /** '' for a public client */
    client_secret: z.string().max(1_000),
    scopes,
    enabled: z.boolean(),
    registers: z.boolean(),
  })
  .partial()
const input = z.object({
  ...change.shape,
  name: text(100),
  issuer,
  client_id: text(255),
  scopes: scopes.default('openid profile'),
})

/** What an administrator sees of a provider: never its secret. `redirect_uri` is what the provider has to be told of us. */
const view = (c: AppContext, config: Config, { id, name, issuer, clientId, secret, scopes, enabled, registers }: ProviderRow) => ({
  id,
  name,
  issuer,
  client_id: clientId,
  has_secret: secret !== null,
  scopes,
  enabled,
  registers,
  redirect_uri: originOf(c, config) + paths.providerCallback(id),
})

/** Providers of sign-ins, for administrators. */
export function providersApi(deps: ManageDeps & { config: Config }): Hono<AppEnv> {
  return new Hono<AppEnv>()
    .get('/api/admin/providers', requireAdmin, async (c) => {
      const rows = await listProviders(deps.db)
      return c.json({ providers: rows.map((row) => view(c, deps.config, row)), next_cursor: null })
    })

    .post('/api/admin/providers', requireAdmin, jsonBody(input), async (c) => {
      const { client_id: clientId, client_secret: secret, enabled = true, registers = false, ...rest } = c.req.valid('json')
      const id = await createProvider(deps, actorOf(c), { ...rest, clientId, secret: secret || null, enabled, registers })
      return c.json({ id, redirect_uri: originOf(c, deps.config) + paths.providerCallback(id) }, 201)
    })

    .patch('/api/admin/providers/:id', requireAdmin, jsonBody(change), async (c) => {
      const { client_id: clientId, client_secret: secret, ...rest } = c.req.valid('json')
      const given = { ...rest, clientId, ...(secret === undefined ? {} : { secret: secret || null }) }
      await changeProvider(deps, actorOf(c), c.req.param('id'), withoutAbsent(given))
      return c.json({ success: true })
    })

    .delete('/api/admin/providers/:id', requireAdmin, async (c) => {
      await removeProvider(deps, actorOf(c), c.req.param('id'))
      return c.json({ success: true })
    })
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

const withoutAbsent = <T extends object>(given: T): Present<T> =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Present<T>
