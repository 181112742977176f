const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** RFC 4648 §6, without padding. */
export function toBase32(bytes: Uint8Array): string {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('')
  return (bits.match(/.{1,5}/g) ?? []).map((five) => ALPHABET[parseInt(five.padEnd(5, '0'), 2)]).join('')
}

/** In groups of four, as people copy it by hand. */
export const inGroups = (text: string, between: string): string => text.match(/.{1,4}/g)?.join(between) ?? ''

/** What somebody typed: small letters, blanks and hyphens are forgiven, and digits that stand for letters. */
export const typedBase32 = (text: string): string =>
  text.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('0', 'O').replaceAll('1', 'I').replaceAll('8', 'B')
