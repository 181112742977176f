import { encodeQR } from 'qr'
import { describe, expect, it } from 'vitest'
import { inGroups, toBase32, typedBase32 } from './base32.ts'
import { hashOfRecoveryCode, newRecoveryCodes } from './recoveryCodes.ts'
import { codeAt, isCode, newSecret, otpauthUri, stepAt, stepOfCode } from './totp.ts'

const RFC_SECRET = Buffer.from('12345678901234567890')

describe('one-time codes', () => {
  it.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])('are those of RFC 6238 at %d s', (seconds, code) => {
    expect(codeAt(RFC_SECRET, stepAt(seconds * 1000))).toBe(code)
  })

  it('are taken one step early and late, and no further', () => {
    const now = 1_700_000_000_000
    const step = stepAt(now)
    const taken = [-2, -1, 0, 1, 2].map((offset) => stepOfCode(RFC_SECRET, codeAt(RFC_SECRET, step + offset), now))
    expect(taken).toEqual([null, step - 1, step, step + 1, null])
  })

  it.each(['', '12345', '1234567', '12345a', '１２３４５６', '-12345', '1e5000'])('are six digits, not %j', (text) => {
    expect(isCode(text)).toBe(false)
    expect(stepOfCode(RFC_SECRET, text, 0)).toBeNull()
  })

  it('may be typed in two groups', () => {
    expect(stepOfCode(RFC_SECRET, ' 287 082 ', 59_000)).toBe(1)
  })

  it('come of 160 random bits', () => {
    expect(newSecret()).toHaveLength(20)
    expect(newSecret().equals(newSecret())).toBe(false)
  })
})

describe('the key', () => {
  it.each([
    ['', ''],
    ['f', 'MY'],
    ['fo', 'MZXQ'],
    ['foo', 'MZXW6'],
    ['foobar', 'MZXW6YTBOI'],
  ])('is in base32 as RFC 4648 has it: %j', (text, expected) => {
    expect(toBase32(Buffer.from(text))).toBe(expected)
  })

  it('is told to authenticators in the form that they know', () => {
    const uri = new URL(otpauthUri(RFC_SECRET, '林 & Co?'))
    expect([uri.protocol, uri.host]).toEqual(['otpauth:', 'totp'])
    expect(decodeURIComponent(uri.pathname)).toBe('/AIChat:林 & Co?')
    const told = { secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ', issuer: 'AIChat', algorithm: 'SHA1', digits: '6', period: '30' }
    expect(Object.fromEntries(uri.searchParams)).toEqual(told)
  })

  it('fits into a QR code with the longest name', () => {
    expect(encodeQR(otpauthUri(RFC_SECRET, '林'.repeat(32)), 'raw', { ecc: 'medium' }).length).toBeLessThanOrEqual(177)
  })
})

describe('recovery codes', () => {
  it('are ten, of 80 bits each', () => {
    const codes = newRecoveryCodes()
    expect(new Set(codes).size).toBe(10)
    for (const code of codes) expect(code).toMatch(/^[a-z2-7]{4}(-[a-z2-7]{4}){3}$/)
  })

  it('are found however they are typed, by their own user', () => {
    const [code = ''] = newRecoveryCodes()
    const hash = hashOfRecoveryCode('u1', code)
    for (const typed of [code.toUpperCase(), code.replaceAll('-', ''), ` ${code.replaceAll('-', ' ')} `])
      expect(hashOfRecoveryCode('u1', typed)).toBe(hash)
    expect(typedBase32('0o-1i 8B')).toBe('OOIIBB')
    expect(hashOfRecoveryCode('u2', code)).not.toBe(hash)
    expect(inGroups('abcdefghij', '-')).toBe('abcd-efgh-ij')
  })
})
