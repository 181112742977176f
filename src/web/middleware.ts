import type { MiddlewareHandler } from 'hono'
import { bodyLimit } from './bodyLimit.ts'
import { compress } from './compress.ts'
import type { AppEnv, WebDeps } from './context.ts'
import { visitorLocale } from './locale.ts'
import { sameOrigin } from './origin.ts'
import { requestLog } from './requestLog.ts'
import { securityHeaders } from './security.ts'

/**
 * Around every request, the outermost first: the id, the language and the headers are there before anything can be refused.
 * Who sends it is found out behind them (`identify` of the auth room).
 */
export function webMiddleware({ config, log, now }: Pick<WebDeps, 'config' | 'log' | 'now'>): MiddlewareHandler<AppEnv>[] {
  return [requestLog({ config, log, now }), securityHeaders, compress, visitorLocale, sameOrigin(config), bodyLimit()]
}
