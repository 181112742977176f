import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newId } from '../ids.ts'
import { createVault, secretOwner, VaultLocked } from '../secrets.ts'
import { type Backend, openBackend } from '../test/backend.ts'
import { checkSecret } from './check.ts'
import { rotateSecret } from './rotate.ts'
import { listSealed } from './sealed.ts'

const [OLD, NEW, THIRD] = ['first', 'second', 'third'].map((name) => `the ${name} secret, of 32 characters or more`) as [
  string,
  string,
  string,
]
const AT = new Date('2026-11-25T08:00:00Z')

let backend: Backend
beforeEach(async () => void (backend = await openBackend()))
afterEach(() => backend.close())

const rotate = (from: string, to: string) => rotateSecret(backend.db, { from, to }, AT)
const check = (secret: string) => checkSecret(backend.db, createVault(secret), AT)

/** What the database says, opened. */
async function opened(secret: string): Promise<string[]> {
  const vault = createVault(secret)
  return (await listSealed(backend.db)).map(({ text, owner }) => vault.open(text, owner)).sort()
}

/** A secret of each kind, a session and a token. */
async function fill(secret: string): Promise<void> {
  const { db, t } = backend.db
  const vault = createVault(secret)
  const [user, key, provider] = [newId(), newId(), newId()]
  const times = { createdAt: AT, updatedAt: AT }
  await db.insert(t.users).values({ id: user, username: 'a', usernameKey: 'a', ...times })
  const keyRow = { provider: 'p', baseUrl: 'http://x', last4: '', ...times }
  const way = {
    headers: vault.seal('{"x":"y"}', secretOwner.keyHeaders(key)),
    proxy: vault.seal('http://a:b@c', secretOwner.keyProxy(key)),
  }
  await db.insert(t.apiKeys).values({ id: key, label: 'k', secret: vault.seal('sk-key', secretOwner.apiKey(key)), ...way, ...keyRow })
  await db.insert(t.apiKeys).values({ id: newId(), label: 'local', secret: null, ...keyRow })
  const factor = vault.seal('seed', secretOwner.secondFactor(user))
  await db.insert(t.secondFactors).values({ userId: user, secret: factor, createdAt: AT })
  const oidc = { name: 'o', issuer: 'i', clientId: 'c', scopes: 'openid', ...times }
  await db.insert(t.identityProviders).values({ id: provider, secret: vault.seal('oidc', secretOwner.identityProvider(provider)), ...oidc })
  const session = { idHash: 'h', data: '{}', userAgent: '', ip: '', lastSeenAt: AT, expiresAt: AT, createdAt: AT }
  await db.insert(t.sessions).values({ userId: user, ...session })
  await db.insert(t.apiTokens).values({ id: newId(), userId: user, name: 'n', scopes: ['read'], createdAt: AT })
}

const SECRETS = ['http://a:b@c', 'oidc', 'seed', 'sk-key', '{"x":"y"}']

describe('the check at start', () => {
  it('leaves a mark the first time, and refuses another secret from then on, though nothing else is stored', async () => {
    await check(OLD)
    await check(OLD)
    await expect(check(NEW)).rejects.toThrow(VaultLocked)
    await expect(check(OLD)).resolves.toBeUndefined()
  })

  it('refuses another secret where there is no mark yet', async () => {
    await fill(OLD)
    await expect(check(NEW)).rejects.toThrow('APP_SECRET is not the one')
    await check(OLD)
  })

  it('may be made by many who start at once', async () => {
    await Promise.all(Array.from({ length: 8 }, () => check(OLD)))
    await expect(check(NEW)).rejects.toThrow(VaultLocked)
  })
})

describe('rotating the secret', () => {
  it('seals everything anew, and ends what was signed with the earlier one', async () => {
    await fill(OLD)
    await check(OLD)
    expect(await rotate(OLD, NEW)).toEqual({ resealed: 5, sessionsEnded: 1, tokensEnded: 1 })
    expect(await opened(NEW)).toEqual(SECRETS)
    await check(NEW)
    await expect(check(OLD)).rejects.toThrow(VaultLocked)
    const { db, t } = backend.db
    expect([await db.$count(t.sessions), (await db.select().from(t.apiTokens))[0]?.revokedAt]).toEqual([0, AT])
  })

  it('may be run again: what is done stays, and nobody is signed out twice', async () => {
    await fill(OLD)
    await rotate(OLD, NEW)
    const before = await listSealed(backend.db).then((all) => all.map(({ text }) => text))
    expect(await rotate(OLD, NEW)).toEqual({ resealed: 0, sessionsEnded: 0, tokensEnded: 0 })
    expect((await listSealed(backend.db)).map(({ text }) => text)).toEqual(before)
    await rotate(NEW, THIRD)
    expect(await opened(THIRD)).toEqual(SECRETS)
  })

  it('mends what a server with the earlier secret stored meanwhile', async () => {
    await fill(OLD)
    await rotate(OLD, NEW)
    const { db, t } = backend.db
    const id = newId()
    const late = { label: 'late', provider: 'p', baseUrl: 'http://x', last4: '', createdAt: AT, updatedAt: AT }
    await db.insert(t.apiKeys).values({ id, secret: createVault(OLD).seal('late', secretOwner.apiKey(id)), ...late })
    await expect(check(NEW)).rejects.toThrow(VaultLocked)
    expect(await rotate(OLD, NEW)).toMatchObject({ resealed: 1, sessionsEnded: 0 })
    expect(await opened(NEW)).toEqual(['late', ...SECRETS].sort())
    await check(NEW)
  })

  it('changes nothing at all where one secret cannot be opened', async () => {
    await fill(OLD)
    await check(OLD)
    await expect(rotate(THIRD, NEW)).rejects.toThrow(VaultLocked)
    expect(await opened(OLD)).toEqual(SECRETS)
    expect(await backend.db.db.$count(backend.db.t.sessions)).toBe(1)
    await check(OLD)
  })
})

it('opens no secret for another row', async () => {
  await fill(OLD)
  const [first, second] = await listSealed(backend.db)
  await first?.replace(backend.db, second?.text ?? '')
  await expect(opened(OLD)).rejects.toThrow(VaultLocked)
})
