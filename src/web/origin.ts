import type { MiddlewareHandler } from 'hono'
import type { Config } from '../config.ts'
import { AppError } from '../errors.ts'
import type { AppEnv } from './context.ts'

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])

type Claim = {
  fetchSite: string | undefined
  origin: string | undefined
  /** ours, where it is configured: then no other is */
  publicOrigin: string | null
  /** hosts that are ours, where it is not */
  hosts: readonly (string | undefined)[]
}

/** Browsers send `Sec-Fetch-Site` or `Origin` with every unsafe request; who sends neither is no browser and has no cookie to abuse. */
export function isSameOrigin({ fetchSite, origin, publicOrigin, hosts }: Claim): boolean {
  if (fetchSite !== undefined) return fetchSite === 'same-origin' || fetchSite === 'none'
  if (origin === undefined) return true
  if (publicOrigin !== null) return origin === publicOrigin
  const host = URL.parse(origin)?.host
  return host !== undefined && host !== '' && hosts.includes(host)
}

/** Refuses unsafe requests that another site makes a browser send, whatever their content type. */
export function sameOrigin(config: Pick<Config, 'publicUrl' | 'trustProxy'>): MiddlewareHandler<AppEnv> {
  const publicOrigin = config.publicUrl ? new URL(config.publicUrl).origin : null
  return async (c, next) => {
    if (SAFE.has(c.req.method) || /^bearer /i.test(c.req.header('Authorization') ?? '')) return next()
    const forwardedHost = config.trustProxy > 0 ? c.req.header('X-Forwarded-Host') : undefined
    const hosts = [c.req.header('Host')?.toLowerCase(), forwardedHost?.toLowerCase()]
    const claim = { fetchSite: c.req.header('Sec-Fetch-Site'), origin: c.req.header('Origin'), publicOrigin, hosts }
    if (!isSameOrigin(claim)) throw new AppError('cross_site')
    return next()
  }
}
