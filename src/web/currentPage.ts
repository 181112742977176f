import type { AppContext } from './context.ts'
import { localPath } from './localPath.ts'

/** The page of ours in which htmx made this request; undefined when it does not say one. */
export function currentPage(c: AppContext): string | undefined {
  const url = URL.parse(c.req.header('HX-Current-URL') ?? '')
  return (url && localPath(url.pathname + url.search)) ?? undefined
}
