export const USERNAME_MIN = 3
export const USERNAME_MAX = 32

/** the width of the column with the key */
const KEY_MAX = 255

/** Controls, separators but the plain space, unassigned and private characters, and all that is invisible or turns the direction of writing. */
const FORBIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|(?! )\p{Zs}/u

/** By way of capitals `ß` and `ss`, `ς` and `σ` are one. */
const caseFolded = (text: string): string => text.toUpperCase().toLowerCase()

/** What two spellings of one name have in common: compatible forms, full width and case are folded. */
export const usernameKey = (name: string): string => caseFolded(name.normalize('NFKC')).normalize('NFKC').trim()

/** The name as it is shown and kept; null when it cannot be one. Characters are counted as people do, by code point. */
export function parseUsername(input: string): { name: string; key: string } | null {
  const name = input.normalize('NFC').trim()
  const key = usernameKey(name)
  const length = [...name].length
  if (length < USERNAME_MIN || length > USERNAME_MAX || FORBIDDEN.test(name)) return null
  return key.length > 0 && key.length <= KEY_MAX ? { name, key } : null
}
