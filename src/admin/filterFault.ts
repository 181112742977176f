import { AppError } from '../errors.ts'
import type { AppContext } from '../web/context.ts'
import { errorText } from '../web/errors.tsx'

/** What is wrong with a filter, for who typed it; anything else goes up. */
export function filterFault(c: AppContext, error: unknown): string {
  if (error instanceof AppError && error.code === 'invalid_request') return errorText(c, error)
  throw error
}
