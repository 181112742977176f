import { argon2 } from 'node:crypto'
import { describe, expect, it, vi } from 'vitest'
import { isCommonPassword } from './commonPasswords.ts'
import { createPasswords } from './password.ts'
import { passwordFault } from './passwordRules.ts'
import { parseUsername } from './usernames.ts'

vi.mock('node:crypto', { spy: true })

describe('passwords', () => {
  const passwords = createPasswords()

  it('are verified against their hash, exactly', async () => {
    const hash = await passwords.hash('pässwörd 😀')
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/)
    expect(await passwords.verify('pässwörd 😀', hash)).toBe(true)
    for (const other of ['pässwörd 😀 ', 'PÄSSWÖRD 😀', 'pässwörd', '']) expect(await passwords.verify(other, hash)).toBe(false)
  })

  it('are verified by the parameters that they were hashed with', async () => {
    const old = '$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$'
    expect(await passwords.verify('x', `${old}${'A'.repeat(43)}`)).toBe(false)
    expect(await passwords.verify('x', 'no hash at all')).toBe(false)
  })

  it('cost the same where there is no user', async () => {
    const hash = await passwords.hash('some password')
    const costOf = async (against: string | null) => {
      vi.mocked(argon2).mockClear()
      await passwords.verify('wrong', against)
      return vi.mocked(argon2).mock.calls.map(([algorithm, { memory, passes, parallelism, tagLength }]) => ({
        algorithm,
        memory,
        passes,
        parallelism,
        tagLength,
      }))
    }
    const known = await costOf(hash)
    expect(known).toMatchObject([{ algorithm: 'argon2id', memory: 19_456, passes: 2 }])
    expect(await costOf(null)).toEqual(known)
  })

  it('are refused when too many wait, and taken again afterwards', async () => {
    const crowded = createPasswords()
    const results = await Promise.allSettled(
      Array.from({ length: 206 }, () => crowded.verify('x', '$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$AAAAAAAAAAAAAAAAAAAAAA')),
    )
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(4)
    expect(await crowded.verify('x', null)).toBe(false)
  })
})

describe('common passwords', () => {
  it.each(
    `password password1 P@ssw0rd123 passw0rd qwertyui qwerty123 1qaz2wsx 1q2w3e4r q1w2e3r4 zxcvbnm123 asdfasdf 12345678 11111111 87654321 12121212
    19871987 112233445566 abcd1234 aa123456 iloveyou iloveyou2 sunshine football1 Baseball! trustno1 liverpool liverpoo christin michelle jennifer1
    superman123 letmein123 welcome1 admin123 changeme test1234 woaini1314 5201314520 aaaaaaaa abcabcabc blink182 ncc1701d qazwsxedc asdf1234
    lifehack svetlana vladimir Vladimir motorola firebird defender srinivas mistress fktrcfylh ghbdtnbr pinkfloy lokomotiv allstars`.split(
      /\s+/,
    ),
  )('%s is one', (password) => expect(isCommonPassword(password)).toBe(true))

  it.each([
    'correct horse battery staple',
    'mellow-tractor-violin',
    '8fk2Lq9zPw',
    '密码是我家的狗旺财',
    'x'.repeat(64),
    'a decent passphrase',
    'xk7-plum-4',
    'alice-password-1',
  ])('%s is none', (password) => expect(isCommonPassword(password)).toBe(false))

  it('are not looked for in what is long, however often it repeats itself', () => {
    const texts = ['1a'.repeat(500), 'a'.repeat(1000), '123'.repeat(300), 'qwertyuio1'.repeat(2)]
    expect(texts.filter(isCommonPassword)).toEqual([])
  })
})

describe('passwordFault', () => {
  it.each([
    ['1234567', 'password_short'],
    ['😀😀😀😀😀😀😀', 'password_short'],
    ['😀🐈🚲🌍🎻🍋🏔🚀', null],
    ['密码是我家的狗旺', null],
    ['x'.repeat(1024), null],
    ['x'.repeat(1025), 'password_long'],
    ['Lin.Chen', 'password_common'],
  ])('%.20s: %s', (password, reason) => {
    expect(passwordFault(password, 'lin.chen')?.reason ?? null).toBe(reason)
  })
})

describe('parseUsername', () => {
  it.each([
    ['lin.chen', 'lin.chen', 'lin.chen'],
    ['  Alice@x ', 'Alice@x', 'alice@x'],
    ['林晨曦', '林晨曦', '林晨曦'],
    ['Ａlice', 'Ａlice', 'alice'],
    ['Zoe\u0308', 'Zoë', 'zoë'],
    ['Mary Ann', 'Mary Ann', 'mary ann'],
  ])('%j is %j, found by %j', (input, name, key) => {
    expect(parseUsername(input)).toEqual({ name, key })
  })

  it.each([
    ['', 'empty'],
    ['ab', 'two characters'],
    ['x'.repeat(33), '33 characters'],
    ['a\u0000bc', 'a control'],
    ['a\nbc', 'a line break'],
    ['abc\u202edef', 'a turn of direction'],
    ['ab\u200bcd', 'a space of no width'],
    ['ab\u00adcd', 'a soft hyphen'],
    ['ab\ufe0fcd', 'a variation selector'],
    ['ab\u00a0cd', 'a space that does not break'],
    ['ab\u3000cd', 'a wide space'],
    ['\ufdfa'.repeat(20), 'what becomes too long when it is folded'],
  ])('%j is none: %s', (input) => {
    expect(parseUsername(input)).toBeNull()
  })
})
