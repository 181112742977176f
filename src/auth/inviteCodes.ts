import { randomBytes } from 'node:crypto'
import { sha256 } from '../secrets.ts'

/** Crockford's base32: no I, L, O or U, which are misread */
const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const GROUPS = 7
const GROUP = 4

/** 140 random bits, as `K7QM-2F9X-…`. */
export function newInviteCode(): string {
  const digits = Array.from(randomBytes(GROUPS * GROUP), (byte) => DIGITS[byte % DIGITS.length])
  return Array.from({ length: GROUPS }, (_, n) => digits.slice(n * GROUP, (n + 1) * GROUP).join('')).join('-')
}

/** What is kept of a code. Small letters, spaces, missing hyphens and what is misread do not matter. */
export function inviteHash(code: string): string {
  const plain = code.toUpperCase().replace(/[\s-]/g, '')
  return sha256(plain.replaceAll('O', '0').replace(/[IL]/g, '1'))
}
