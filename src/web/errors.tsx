import type { ErrorHandler, NotFoundHandler } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { ErrorPage } from '../../templates/error.tsx'
import { Notice } from '../../templates/ui/notice.tsx'
import { SignInNotice } from '../../templates/ui/signInNotice.tsx'
import { watchDatabase } from '../db/availability.ts'
import { isUnavailable } from '../db/errors.ts'
import { AppError, type Reason } from '../errors.ts'
import { newId } from '../ids.ts'
import type { AppContext, AppEnv, WebDeps } from './context.ts'
import { currentPage } from './currentPage.ts'
import { setVisitorLocale } from './locale.ts'
import { wantsJson } from './negotiate.ts'
import { chromeOf } from './page.ts'
import { SECURITY_HEADERS } from './security.ts'

type ErrorDeps = Pick<WebDeps, 'assets' | 'log' | 'now'>

const BY_STATUS: Record<number, Reason> = {
  400: 'invalid_body',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  413: 'too_large',
  415: 'unsupported_type',
}

/** Expected outcomes as they are; anything else is a fault of ours, which nobody is shown. */
function toAppError(error: Error): AppError {
  if (error instanceof AppError) return error
  const reason = error instanceof HTTPException ? BY_STATUS[error.status] : undefined
  return new AppError(reason ?? (isUnavailable(error) ? 'server_busy' : 'internal'), {}, { cause: error })
}

export function errorHandler(deps: ErrorDeps & { db: Pick<WebDeps['db'], 'ping'> }): ErrorHandler<AppEnv> {
  const database = watchDatabase(deps.db, deps.log)
  return (error, c) => {
    const known = toAppError(error)
    if (known.reason === 'server_busy' && isUnavailable(error)) database.lost(error)
    else if (known !== error && known.status >= 500) deps.log.error({ err: error, requestId: c.get('requestId') }, 'request failed')
    return errorResponse(c, known, deps)
  }
}

export const notFoundHandler =
  (deps: ErrorDeps): NotFoundHandler<AppEnv> =>
  (c) =>
    errorResponse(c, new AppError('not_found'), deps)

/** What refuses outside of the base path, or in front of the middleware, has not got what that sets. */
function prepare(c: AppContext): void {
  c.set('requestId', newId())
  setVisitorLocale(c)
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) c.header(name, value)
}

/** The error in the form that this client reads: JSON, a notice for htmx, or a page. */
export function errorResponse(c: AppContext, error: AppError, deps: ErrorDeps): Response | Promise<Response> {
  const { status } = error
  if (!c.get('requestId')) prepare(c)
  setRetryHeaders(c, error)
  if (wantsJson(c)) return c.json(errorBody(c, error), status)
  const text = errorText(c, error)
  if (c.req.header('HX-Request')) return noticeFragment(c, error, text)
  const props = { chrome: chromeOf(c, deps), status, text, requestId: c.get('requestId') }
  return c.html(<ErrorPage {...props} />, status)
}

/** htmx puts it where the page shows its notices, whatever element asked. Who has to sign in keeps the page, and finds back to it. */
function noticeFragment(c: AppContext, { status }: AppError, text: string): Response | Promise<Response> {
  c.header('HX-Retarget', '#notices')
  c.header('HX-Reswap', 'innerHTML')
  if (status === 401) return c.html(<SignInNotice t={c.get('t')} back={currentPage(c)} />, status)
  return c.html(<Notice tone="danger" icon="alert" role="alert" title={text} />, status)
}

/** When to come back, and the limit that was reached (draft-ietf-httpapi-ratelimit-headers). */
export function setRetryHeaders(c: AppContext, { code, detail }: AppError): void {
  if (detail.seconds === undefined) return
  c.header('Retry-After', String(detail.seconds))
  if (code !== 'rate_limited' || detail.limit === undefined) return
  c.header('RateLimit-Limit', String(detail.limit))
  c.header('RateLimit-Remaining', '0')
  c.header('RateLimit-Reset', String(detail.seconds))
}

/** Expected refusals go back to the form; faults go up. */
export function expectedError(error: unknown): AppError {
  if (error instanceof AppError && error.code !== 'internal') return error
  throw error
}

/** The reason's sentence in the reader's language. */
export const errorText = (c: AppContext, error: AppError): string => c.get('t').reasons[error.reason](error.detail)

export function errorBody(c: AppContext, error: AppError) {
  const { field } = error.detail
  const base = { code: error.code, message: errorText(c, error), request_id: c.get('requestId') }
  return { error: field === undefined ? base : { ...base, field } }
}
