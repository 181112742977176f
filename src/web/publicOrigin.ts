import type { Config } from '../config.ts'
import type { AppContext } from './context.ts'
import { isHttps } from './https.ts'

/** Where the reader's browser finds this server: as PUBLIC_URL says, or by the request. For links that are sent to others. */
export function publicOrigin(c: AppContext, config: Pick<Config, 'publicUrl' | 'trustProxy'>): string {
  if (config.publicUrl) return new URL(config.publicUrl).origin
  const forwarded = config.trustProxy > 0 ? c.req.header('X-Forwarded-Host') : undefined
  const host = forwarded ?? c.req.header('Host') ?? new URL(c.req.url).host
  return URL.parse(`${isHttps(c, config) ? 'https' : 'http'}://${host}`)?.origin ?? new URL(c.req.url).origin
}
