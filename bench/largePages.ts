import { fetchWhole, keepAlive } from './http.ts'
import { ADMIN, HEAVY, PASSWORD } from './seed/people.ts'
import { COMMON_MODEL, RARE_MODEL } from './seed/upstreams.ts'
import { type Server, signIn } from './server.ts'

export type Page = { name: string; path: string; headers: Record<string, string> }
type Headers = Record<string, string>

const DAY_MS = 86_400_000
const dayBefore = (days: number): string => new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10)

/** By whom each is asked for; `:user` and `:key` are ids, `>` at the end the page after that one. */
const OF_HEAVY = [
  '/dashboard',
  '/dashboard?days=90',
  '/dashboard?days=365',
  '/dashboard>',
  `/dashboard?model=${COMMON_MODEL}`,
  `/dashboard?model=${COMMON_MODEL}>`,
  `/dashboard?model=${RARE_MODEL}`,
  '/dashboard?status=complete',
  '/dashboard?status=failed',
  '/dashboard?status=interrupted',
  `/dashboard?from=${dayBefore(200)}&to=${dayBefore(190)}`,
  `/dashboard?model=${RARE_MODEL}&status=interrupted`,
  '/api/stats/user',
  '/api/stats/quota',
  '/api/usage',
  '/settings',
  '/chat',
]
const OF_ADMIN = [
  '/admin',
  '/admin?days=90',
  '/admin?days=365',
  '/api/admin/stats',
  '/admin/users',
  '/admin/users>',
  ...['username', 'created', 'last_login', 'tokens', 'cost', 'requests'].map((sort) => `/admin/users?sort=${sort}`),
  '/admin/users?q=user-0',
  '/admin/users?q=user-00001',
  '/admin/users?q=nobody-at-all',
  '/admin/users?role=admin',
  '/admin/users?state=disabled',
  '/admin/users/:user',
  '/api/admin/users',
  '/admin/usage',
  '/admin/usage>',
  '/admin/usage?user=:user',
  '/admin/usage?user=:user>',
  `/admin/usage?model=${COMMON_MODEL}`,
  `/admin/usage?model=${COMMON_MODEL}>`,
  `/admin/usage?model=${RARE_MODEL}`,
  '/admin/usage?key=:key',
  '/admin/usage?status=complete',
  '/admin/usage?status=failed',
  '/admin/usage?status=interrupted',
  `/admin/usage?from=${dayBefore(200)}&to=${dayBefore(190)}`,
  `/admin/usage?model=${RARE_MODEL}&status=interrupted`,
  `/admin/usage?user=:user&model=${RARE_MODEL}`,
  '/admin/usage?user=:user&status=failed',
  `/admin/usage?key=:key&model=${RARE_MODEL}`,
  '/admin/usage?key=:key&status=interrupted',
  `/admin/usage?model=${COMMON_MODEL}&status=complete&from=${dayBefore(300)}&to=${dayBefore(299)}`,
  '/admin/usage?model=no-such-model',
  '/admin/usage?request_id=no-such-request',
  '/api/admin/usage',
  '/admin/logs',
  '/admin/logs>',
  '/admin/logs?request_id=no-such-request',
  '/admin/logs?user=:user',
  '/admin/logs?status=failed',
  '/admin/logs?status=complete',
  `/admin/logs?from=${dayBefore(200)}&to=${dayBefore(190)}`,
  '/admin/logs?user=:user&status=interrupted',
  '/api/admin/logs',
  '/admin/keys',
  '/api/admin/keys',
  '/admin/models',
  '/api/admin/models',
  '/admin/settings',
  '/admin/groups',
  '/admin/audit',
  '/admin/audit>',
  '/admin/audit?target=user-09999',
]

/** The address of the next page, in a link of this one. */
function nextOf(path: string, body: string): string {
  const links = Array.from(body.matchAll(/href="([^"]*)"/g), ([, link = '']) => link.replaceAll('&amp;', '&'))
  const next = links.find((link) => link.startsWith(path.split('?')[0]!) && /[?&]cursor=/.test(link))
  if (next === undefined) throw new Error(`${path} has no next page`)
  return next
}

/** Every page of figures, as an administrator and the heaviest user ask for it; one that answers no 200 is an error. */
export async function pagesOf(server: Server, isWanted: (name: string) => boolean = () => true): Promise<Page[]> {
  const agent = keepAlive()
  const [admin, heavy] = await Promise.all([ADMIN, HEAVY].map((username) => signIn(server, { username, password: PASSWORD })))
  const get = async (headers: Headers, path: string): Promise<string> => {
    const { status, body } = await fetchWhole(agent, { port: server.port, path, headers })
    if (status !== 200) throw new Error(`${path} answered ${status}: ${body.toString().slice(0, 300)}`)
    return body.toString()
  }
  const { id: user } = JSON.parse(await get(heavy!, '/api/auth/me')) as { id: string }
  const { keys } = JSON.parse(await get(admin!, '/api/admin/keys')) as { keys: { id: string }[] }
  const ids: Record<string, string> = { user, key: keys[0]?.id ?? '' }

  async function page(name: string, headers: Headers): Promise<Page> {
    const first = name.replace(/>$/, '').replace(/:(\w+)/g, (_, what: string) => ids[what] ?? '')
    const body = await get(headers, first)
    return { name, path: name.endsWith('>') ? nextOf(first, body) : first, headers }
  }
  const pages: Page[] = []
  for (const name of OF_HEAVY.filter(isWanted)) pages.push(await page(name, heavy!))
  for (const name of OF_ADMIN.filter(isWanted)) pages.push(await page(name, admin!))
  agent.destroy()
  return pages
}
