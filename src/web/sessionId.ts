import { createHmac, type KeyObject, randomBytes, timingSafeEqual } from 'node:crypto'

/** 256 random bits, base64url */
const ID_LENGTH = 43
const COOKIE_LENGTH = ID_LENGTH * 2 + 1

type Key = KeyObject | Uint8Array

const mac = (key: Key, id: string): Buffer => createHmac('sha256', key).update(id).digest()

/** `ID.HMAC`: a forged cookie costs neither the cache nor the database a question. */
export function newSessionCookie(key: Key): { id: string; cookie: string } {
  const id = randomBytes(32).toString('base64url')
  return { id, cookie: `${id}.${mac(key, id).toString('base64url')}` }
}

/** The id inside of a cookie that we signed; null for everything else. */
export function openSessionCookie(key: Key, cookie: string | undefined): string | null {
  if (cookie?.length !== COOKIE_LENGTH || !/^[\w-]{43}\.[\w-]{43}$/.test(cookie)) return null
  const id = cookie.slice(0, ID_LENGTH)
  const given = Buffer.from(cookie.slice(ID_LENGTH + 1), 'base64url')
  const wanted = mac(key, id)
  return given.length === wanted.length && timingSafeEqual(given, wanted) ? id : null
}
