import type { MiddlewareHandler } from 'hono'
import { AppError } from '../errors.ts'
import { MAX_BODY } from './body.ts'
import type { AppEnv } from './context.ts'

/** Refuses what announces too much before a byte of it is read; what announces nothing is bounded by `readBody`. */
export function bodyLimit(limit = MAX_BODY): MiddlewareHandler<AppEnv> {
  return (c, next) => {
    if (Number(c.req.header('Content-Length') ?? 0) > limit) throw new AppError('too_large', { limit })
    return next()
  }
}
