import type { Config } from '../config.ts'
import { basePath } from '../paths.ts'
import type { AppContext } from './context.ts'
import { isHttps } from './https.ts'

type Known = Pick<Config, 'publicUrl' | 'trustProxy'>

/** Where browsers find this server, as PUBLIC_URL says, or as the request has come: in front of any path of ours. */
export function originOf(c: AppContext, config: Known): string {
  if (config.publicUrl) return new URL(config.publicUrl).origin
  const forwarded = config.trustProxy > 0 ? c.req.header('X-Forwarded-Host')?.split(',').at(-1)?.trim() : undefined
  const host = forwarded ?? c.req.header('Host') ?? new URL(c.req.url).host
  return URL.parse(`${isHttps(c, config) ? 'https' : 'http'}://${host}`)?.origin ?? new URL(c.req.url).origin
}

/** The same with the base path, without a slash at the end: what a client of the API is told. */
export const addressOf = (c: AppContext, config: Known): string => originOf(c, config) + basePath()
