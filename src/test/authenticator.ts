import { codeAt, stepAt } from '../auth/totp.ts'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** RFC 4648 §6, the other way round than the server does it. */
function fromBase32(text: string): Buffer {
  const bits = [...text.replaceAll(/\s/g, '')].map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, '0')).join('')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)))
}

/** Somebody's telephone: has the key that a page shows, and a clock of its own. */
export type Authenticator = { code(atMs: number): string }

export function scan(html: string): Authenticator {
  const key = /class="mono">([A-Z2-7 ]+)</.exec(html)?.[1]
  if (!key) throw new Error(`no key on the page:\n${html}`)
  const secret = fromBase32(key)
  return { code: (atMs) => codeAt(secret, stepAt(atMs)) }
}
