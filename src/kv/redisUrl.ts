import type { RedisOptions } from 'ioredis'

type Address = { host: string; port: number }
type Login = Pick<RedisOptions, 'username' | 'password'>
type NodeOptions = Address & Login & { db: number; tls?: object }
type SentinelOptions = Login & Pick<RedisOptions, 'sentinels' | 'name' | 'db' | 'sentinelUsername' | 'sentinelPassword'>

export type RedisTarget =
  | { kind: 'server'; options: NodeOptions }
  | { kind: 'sentinel'; options: SentinelOptions }
  | { kind: 'cluster'; nodes: Address[]; options: Login & { tls?: object } }

const WANTED =
  'want redis://[:password@]host:6379[/db], rediss://…, redis+sentinel://[:password@]host:26379,host:26379/master-name[/db] ' +
  'or a comma-separated list of cluster nodes; special characters in the password percent-encoded'

const SENTINEL = /^redis\+sentinel:\/\/(?:([^@/]*)@)?([^@/]+)\/([^/?]+)(?:\/(\d+))?$/

/** The error of a bad address names what is wanted and never the address itself: there may be a password in it. */
export function parseRedisUrl(url: string): RedisTarget {
  try {
    if (url.startsWith('redis+sentinel://')) return sentinelTarget(url)
    return url.includes(',') ? clusterTarget(url.split(',')) : { kind: 'server', options: nodeOptions(url) }
  } catch {
    throw new Error(`not an address of Redis: ${WANTED}`)
  }
}

function sentinelTarget(url: string): RedisTarget {
  const [, login = '', hosts = '', name = '', db = '0'] = SENTINEL.exec(url) ?? []
  const sentinels = hosts.split(',').map((host) => addressOf(new URL(`redis://${host}`), 26_379))
  const { username, password } = loginOf(new URL(`redis://${login}${login === '' ? '' : '@'}host`))
  const sentinelLogin = { sentinelUsername: username, sentinelPassword: password }
  if (name === '') throw new Error('no master name')
  return { kind: 'sentinel', options: { sentinels, name: decodeURIComponent(name), db: Number(db), username, password, ...sentinelLogin } }
}

function clusterTarget(parts: string[]): RedisTarget {
  const urls = parts.map((part) => part.trim()).filter((part) => part !== '')
  const nodes = urls.map((url) => nodeOptions(url.includes('://') ? url : `redis://${url}`))
  if (nodes.length === 0) throw new Error('no node')
  const login = nodes.find(({ password }) => password !== undefined)
  const tls = nodes.some((node) => node.tls !== undefined) ? { tls: {} } : {}
  const options = { username: login?.username, password: login?.password, ...tls }
  return { kind: 'cluster', nodes: nodes.map(({ host, port }) => ({ host, port })), options }
}

function nodeOptions(text: string): NodeOptions {
  const url = new URL(text)
  const db = /^\/?(\d*)$/.exec(url.pathname)
  if (!['redis:', 'rediss:'].includes(url.protocol) || db === null) throw new Error('not a Redis address')
  return { ...addressOf(url, 6379), ...loginOf(url), db: Number(db[1]), ...(url.protocol === 'rediss:' && { tls: {} }) }
}

function addressOf(url: URL, defaultPort: number): Address {
  if (url.hostname === '') throw new Error('no host')
  return { host: url.hostname.replace(/^\[|\]$/g, ''), port: url.port === '' ? defaultPort : Number(url.port) }
}

function loginOf(url: URL): Login {
  const decoded = (text: string): string | undefined => (text === '' ? undefined : decodeURIComponent(text))
  return { username: decoded(url.username), password: decoded(url.password) }
}
