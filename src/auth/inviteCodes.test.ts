import { expect, it } from 'vitest'
import { inviteHash, newInviteCode } from './inviteCodes.ts'

it('makes codes of 140 bits that can be read out', () => {
  const codes = Array.from({ length: 200 }, newInviteCode)
  for (const code of codes) expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){6}[0-9A-HJKMNP-TV-Z]{4}$/)
  expect(new Set(codes).size).toBe(200)
  expect(new Set(codes.join('').replaceAll('-', '')).size).toBe(32)
})

it.each(['k7qm-2f9x-1o0l', ' K7QM2F9X1O0L ', 'K7QM 2F9X I00I'])('takes %j for the same code', (spelling) => {
  expect(inviteHash(spelling)).toBe(inviteHash('K7QM-2F9X-1001'))
  expect(inviteHash(spelling)).not.toBe(inviteHash('K7QM-2F9X-1002'))
})
