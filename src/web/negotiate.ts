import { basePath } from '../paths.ts'
import type { AppContext } from './context.ts'

type Preference = { range: string; q: number }

/** RFC 9110 §12.4.2: `text/html;q=0.8, *\/*;q=0.1`, bounded. */
export function parsePreferences(header: string): Preference[] {
  return header
    .slice(0, 1000)
    .split(',')
    .map((part) => {
      const [range = '', ...parameters] = part.split(';').map((piece) => piece.trim().toLowerCase())
      const q = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2)
      const weight = q === undefined ? 1 : Number(q)
      return { range, q: weight >= 0 && weight <= 1 ? weight : 0 }
    })
    .filter(({ range }) => range !== '')
}

function quality(preferences: readonly Preference[], type: string): number {
  const ranges = [type, `${type.split('/')[0]}/*`, '*/*']
  for (const range of ranges) {
    const found = preferences.find((preference) => preference.range === range)
    if (found) return found.q
  }
  return 0
}

/** The offered type that the client likes best; the first of equals, and the first where nothing is asked or nothing fits. */
export function bestType<Type extends string>(accept: string | undefined, offered: readonly [Type, ...Type[]]): Type {
  if (!accept) return offered[0]
  const preferences = parsePreferences(accept)
  let best = offered[0]
  for (const type of offered) if (quality(preferences, type) > quality(preferences, best)) best = type
  return best
}

export const accepts = <Type extends string>(c: AppContext, offered: readonly [Type, ...Type[]]): Type =>
  bestType(c.req.header('Accept'), offered)

/** Whether an error is told as JSON: to the API always, elsewhere to who asks for it. */
export function wantsJson(c: AppContext): boolean {
  const path = c.req.path.slice(basePath().length)
  if (/^\/(api|v1)(\/|$)/.test(path)) return true
  return accepts(c, ['text/html', 'application/json']) === 'application/json'
}

/** Whether htmx asks, who wants a part of a page. */
export const isHtmx = (c: AppContext): boolean => c.req.header('HX-Request') === 'true'
