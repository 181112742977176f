import { createLocalJWKSet, exportJWK, generateKeyPair, SignJWT } from 'jose'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Discovered } from './discovery.ts'
import { challengeOf, createPendingBox, newPending } from './pending.ts'
import { readIdToken } from './protocol.ts'

const ISSUER = 'https://id.example'
const now = Date.parse('2026-11-25T08:00:00Z')
const seconds = now / 1_000
const GOOD = { sub: 'u1', nonce: 'n', name: 'Ann', iss: ISSUER, aud: 'aichat', iat: seconds, exp: seconds + 60 }

let provider: Discovered
let signed: (claims: object) => Promise<string>
let read: (token: string) => Promise<unknown>

beforeAll(async () => {
  const { privateKey, publicKey } = await generateKeyPair('RS256')
  const keys = createLocalJWKSet({ keys: [{ ...(await exportJWK(publicKey)), kid: 'k' }] })
  provider = { issuer: ISSUER, keys } as unknown as Discovered
  signed = (claims) => new SignJWT({ ...claims }).setProtectedHeader({ alg: 'RS256', kid: 'k' }).sign(privateKey)
  read = (token) => readIdToken(provider, token, { clientId: 'aichat', nonce: 'n', now })
})

describe('an ID token', () => {
  it('says who somebody is, and how to call that person', async () => {
    expect(await read(await signed({ ...GOOD, preferred_username: 'ann', email: 'a.b@example.com' }))).toEqual({
      subject: 'u1',
      names: ['ann', 'Ann', 'a.b'],
    })
    expect(await read(await signed({ ...GOOD, name: 7 }))).toEqual({ subject: 'u1', names: [] })
    expect(await read(await signed({ ...GOOD, aud: ['aichat', 'other'], azp: 'aichat' }))).toMatchObject({ subject: 'u1' })
  })

  it.each([
    ['of another issuer', { iss: 'https://evil.example' }],
    ['for another client', { aud: 'other' }],
    ['for several, of whom it does not say that we asked', { aud: ['aichat', 'other'] }],
    ['that another asked for', { azp: 'other' }],
    ['that is too old', { iat: seconds - 7200, exp: seconds - 61 }],
    ['of another sign-in', { nonce: 'other' }],
    ['without a nonce', { nonce: undefined }],
    ['without an end', { exp: undefined }],
    ['without a subject', { sub: '' }],
    ['with a subject without end', { sub: 'x'.repeat(256) }],
  ])('%s is refused', async (_what, part) => {
    await expect(read(await signed({ ...GOOD, ...part }))).rejects.toMatchObject({ reason: 'provider_invalid' })
  })

  it('signed by nobody, by a stranger or by what the client knows is refused', async () => {
    const parts = [{ alg: 'none' }, GOOD].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    const { privateKey } = await generateKeyPair('RS256')
    const byStranger = await new SignJWT(GOOD).setProtectedHeader({ alg: 'RS256', kid: 'k' }).sign(privateKey)
    const bySecret = await new SignJWT(GOOD)
      .setProtectedHeader({ alg: 'HS256', kid: 'k' })
      .sign(Buffer.from('a client secret of 32 bytes length'))
    for (const token of [`${parts.join('.')}.`, byStranger, bySecret, 'x', ''])
      await expect(read(token)).rejects.toMatchObject({ reason: 'provider_invalid' })
  })
})

describe('a pending sign-in', () => {
  const about = { providerId: 'p', redirectUri: 'https://chat.example/cb', next: '/chat', linkTo: null }

  it('comes back whole, for ten minutes, to its own server', async () => {
    const clock = { now }
    const box = createPendingBox({ appSecret: 'one secret of thirty-two characters', now: () => clock.now })
    const pending = newPending(about)
    const sealed = await box.seal(pending)
    expect(sealed).not.toContain(pending.verifier)
    expect(await box.open(sealed)).toEqual(pending)
    const other = createPendingBox({ appSecret: 'another secret of thirty-two chars.', now: () => clock.now })
    expect(await other.open(sealed)).toBeNull()
    for (const bad of ['', 'x', sealed.slice(0, -4), `${sealed}x`, 'a.b.c.d.e']) expect(await box.open(bad)).toBeNull()
    clock.now += 601_000
    expect(await box.open(sealed)).toBeNull()
  })

  it('challenges as RFC 7636 says in its appendix B', () => {
    expect(challengeOf('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk')).toBe('E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM')
  })
})
