const DIGITS = 6
const AMOUNT = /^(\d{1,7})(?:\.(\d{0,6}))?$/

/** Whole units as they are typed, `0.02`, in millionths, to the last digit; NaN: that is no amount. */
export function fromUnits(text: string): number {
  const [, whole, part = ''] = AMOUNT.exec(text.replace(/\s/g, '')) ?? []
  return whole === undefined ? Number.NaN : Number(whole + part.padEnd(DIGITS, '0'))
}

/** Millionths in whole units, without a float in between. */
export function inUnits(micros: number): string {
  const digits = String(micros).padStart(DIGITS + 1, '0')
  const part = digits.slice(-DIGITS).replace(/0+$/, '')
  return part === '' ? digits.slice(0, -DIGITS) : `${digits.slice(0, -DIGITS)}.${part}`
}
