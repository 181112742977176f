import { basePath } from '../paths.ts'

const NOWHERE = 'http://local.invalid'

/** `path` when it leads to a page of this server, else null: never another host, a scheme, or a control character. */
export function localPath(path: string | undefined): string | null {
  if (path === undefined || path.length > 2000 || !path.startsWith('/')) return null
  const url = URL.parse(path, NOWHERE)
  if (url?.origin !== NOWHERE || url.pathname.startsWith('//')) return null
  const base = basePath()
  if (base !== '' && url.pathname !== base && !url.pathname.startsWith(`${base}/`)) return null
  return url.pathname + url.search + url.hash
}
