/** A server's address as an admin may type it, without slashes at its end; null for what is none: other schemes, users, queries. */
export function parseBaseUrl(text: string): string | null {
  const url = parseHttpUrl(text)
  if (url === null || url.username !== '' || url.password !== '' || url.search !== '' || /[?#]/.test(text)) return null
  return url.href.replace(/\/+$/, '')
}

/** The address of an http(s) proxy, with the user and the password for it. */
export function parseProxy(text: string): string | null {
  const url = parseHttpUrl(text)
  if (url === null || url.pathname !== '/' || /[?#]/.test(text)) return null
  return isDecodable(url.username) && isDecodable(url.password) ? url.href : null
}

function parseHttpUrl(text: string): URL | null {
  const url = /^https?:\/\/[^\s\\]+$/i.test(text) ? URL.parse(text) : null
  return url === null || url.hostname === '' ? null : url
}

function isDecodable(text: string): boolean {
  try {
    return decodeURIComponent(text).length >= 0
  } catch {
    return false
  }
}

/** What a call sets itself, and what belongs to a connection (RFC 9110 §7.6.1). */
const FIXED_HEADERS = new Set([
  'accept',
  'accept-encoding',
  'authorization',
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'cookie',
  'expect',
  'host',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])
const MAX_HEADERS = 20
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/
const HEADER_VALUE = /^[\x20-\x7e]{0,2000}$/

export type KeyHeaders = Readonly<Record<string, string>>

/** Whether headers can go with a call: each name once, in whatever case, none that the call needs itself. */
export function areSendable(headers: KeyHeaders): boolean {
  const names = Object.keys(headers).map((name) => name.toLowerCase())
  if (names.length > MAX_HEADERS || new Set(names).size < names.length) return false
  const isFree = (name: string) => HEADER_NAME.test(name) && !FIXED_HEADERS.has(name) && name !== '__proto__'
  return names.every(isFree) && Object.values(headers).every((value) => HEADER_VALUE.test(value))
}
