import type { MiddlewareHandler } from 'hono'
import type { Config } from '../config.ts'
import { AppError } from '../errors.ts'
import type { AppEnv } from './context.ts'
import { remembered } from './remembered.ts'

/** No name of somebody else leads here: they belong to whoever is on this machine. */
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]']

type HostConfig = Pick<Config, 'publicUrl' | 'trustProxy'>

/** Whether a `Host` is ours: that of PUBLIC_URL, where there is one, or this machine's own. */
function ownHost(publicUrl: string): (host: string | undefined) => boolean {
  const { host: own, protocol } = new URL(publicUrl)
  return remembered((host) => {
    const url = /^[^@/?#\\]+$/.test(host) ? URL.parse(`${protocol}//${host}`) : null
    return url !== null && (url.host === own || LOOPBACK.includes(url.hostname))
  })
}

/**
 * Refuses requests under a name that is not ours: a page of another site whose name was made to lead here would be "same origin".
 * A trusted proxy may tell the name in `X-Forwarded-Host`. Without PUBLIC_URL any name is served.
 */
export function knownHost({ publicUrl, trustProxy }: HostConfig): MiddlewareHandler<AppEnv> {
  if (publicUrl === null) return (_c, next) => next()
  const isOwn = ownHost(publicUrl)
  return (c, next) => {
    const forwarded = trustProxy > 0 ? c.req.header('X-Forwarded-Host') : undefined
    if (isOwn(c.req.header('Host')) || (forwarded !== undefined && isOwn(forwarded))) return next()
    throw new AppError('host_unknown')
  }
}
