import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { toBase32 } from './base32.ts'

/** What every authenticator understands: SHA-1, six digits, thirty seconds. */
const DIGITS = 6
const STEP_MS = 30_000
/** bytes; as long as the hash, RFC 4226 §4 */
const SECRET_LENGTH = 20
/** A code is taken for one step before and after its own: clocks differ, people type. */
const TOLERANCE = [0, -1, 1]

export const newSecret = (): Buffer => randomBytes(SECRET_LENGTH)

export const stepAt = (nowMs: number): number => Math.floor(nowMs / STEP_MS)

/** HOTP, RFC 4226 §5.3. */
export function codeAt(secret: Uint8Array, step: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac('sha1', secret).update(counter).digest()
  const value = mac.readUInt32BE((mac.at(-1) ?? 0) & 0xf) & 0x7fff_ffff
  return String(value % 10 ** DIGITS).padStart(DIGITS, '0')
}

/** `123 456`, as authenticators show it */
const typed = (text: string): string => text.replaceAll(/\s/g, '')

export const isCode = (text: string): boolean => /^\d{6}$/.test(typed(text))

/** The step whose code this is (TOTP, RFC 6238); null when it is none of now. All steps are compared, in constant time. */
export function stepOfCode(secret: Uint8Array, code: string, nowMs: number): number | null {
  const given = typed(code)
  if (!isCode(given)) return null
  const steps = TOLERANCE.map((offset) => stepAt(nowMs) + offset)
  const matching = steps.filter((step) => timingSafeEqual(Buffer.from(codeAt(secret, step)), Buffer.from(given)))
  return matching[0] ?? null
}

/** What the QR code says: https://github.com/google/google-authenticator/wiki/Key-Uri-Format */
export function otpauthUri(secret: Uint8Array, username: string): string {
  const label = `AIChat:${encodeURIComponent(username)}`
  return `otpauth://totp/${label}?secret=${toBase32(secret)}&issuer=AIChat&algorithm=SHA1&digits=${DIGITS}&period=${STEP_MS / 1000}`
}
