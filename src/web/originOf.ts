import type { Config } from '../config.ts'
import type { AppContext } from './context.ts'
import { isHttps } from './https.ts'

/** `https://chat.example.com`: where people reach this server, as PUBLIC_URL says, or this request came. */
export function originOf(c: AppContext, config: Pick<Config, 'publicUrl' | 'trustProxy'>): string {
  if (config.publicUrl) return new URL(config.publicUrl).origin
  const forwarded = config.trustProxy > 0 ? c.req.header('X-Forwarded-Host')?.split(',').at(-1)?.trim() : undefined
  const host = forwarded ?? c.req.header('Host') ?? new URL(c.req.url).host
  return new URL(`${isHttps(c, config) ? 'https' : 'http'}://${host}`).origin
}
