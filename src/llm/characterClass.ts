/** Characters that a tokenizer treats alike. `wide`: the signs of Chinese and Japanese text, and typographic ones. */
export const CLASSES = [
  'other',
  'lower',
  'upper',
  'digit',
  'sign',
  'space',
  'newline',
  'accented',
  'cyrillic',
  'han',
  'kana',
  'hangul',
  'wide',
  'emoji',
] as const

export type CharacterClass = (typeof CLASSES)[number]

/** First and last code of each range; what comes later lies on top. Beyond the basic plane people write emoji: a surrogate is half of one. */
const RANGES: readonly (readonly [first: number, last: number, name: CharacterClass])[] = [
  [0x0000, 0x007f, 'sign'],
  [0x0061, 0x007a, 'lower'],
  [0x0041, 0x005a, 'upper'],
  [0x0030, 0x0039, 'digit'],
  [0x0009, 0x000d, 'newline'],
  [0x0009, 0x0009, 'space'],
  [0x0020, 0x0020, 'space'],
  [0x0080, 0x024f, 'accented'],
  [0x0370, 0x052f, 'cyrillic'],
  [0x1100, 0x11ff, 'hangul'],
  [0x1e00, 0x1eff, 'accented'],
  [0x2000, 0x303f, 'wide'],
  [0x3040, 0x30ff, 'kana'],
  [0x3130, 0x318f, 'hangul'],
  [0x3400, 0x9fff, 'han'],
  [0xac00, 0xd7af, 'hangul'],
  [0xd800, 0xdfff, 'emoji'],
  [0xf900, 0xfaff, 'han'],
  [0xff00, 0xffef, 'wide'],
]

/** The class of each UTF-16 code unit, as a place in `CLASSES`. */
export const CLASS_OF = new Uint8Array(0x10000)
for (const [first, last, name] of RANGES) CLASS_OF.fill(CLASSES.indexOf(name), first, last + 1)
