import type { MiddlewareHandler } from 'hono'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Config } from '../config.ts'
import { newId } from '../ids.ts'
import type { Logger } from '../log.ts'
import { clientIp } from './clientIp.ts'
import type { AppEnv } from './context.ts'

type RequestDeps = { config: Pick<Config, 'trustProxy'>; log: Logger; now: () => number }

/** Too frequent and too dull to be told. */
const isQuiet = (path: string): boolean => path.includes('/static/') || path.endsWith('/healthz') || path.endsWith('/readyz')

/** Gives the request its id and address, and writes its one line when it is answered. No query, no body, no header: they may hold secrets. */
export function requestLog({ config, log, now }: RequestDeps): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const start = now()
    const requestId = newId(start)
    const socket = (c.env?.incoming as IncomingMessage | undefined)?.socket
    const outgoing = c.env?.outgoing as ServerResponse | undefined
    c.set('requestId', requestId)
    c.set('ip', clientIp(socket?.remoteAddress, c.req.header('X-Forwarded-For'), config.trustProxy))
    c.set('user', null)
    outgoing?.setHeader('X-Request-Id', requestId)
    await next()
    if (!outgoing) c.res.headers.set('X-Request-Id', requestId)
    const { method, path } = c.req
    if (isQuiet(path)) return
    const user = c.get('user')
    log.info(
      { requestId, method, path, status: c.res.status, ms: now() - start, user: user?.id, tokenId: user?.tokenId ?? undefined },
      'request',
    )
  }
}
