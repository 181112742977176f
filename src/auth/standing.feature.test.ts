import { afterEach, beforeEach, expect, it } from 'vitest'
import { sampleUser } from '../db/sample.ts'
import { type Backend, openBackend } from '../test/backend.ts'
import { findStanding } from './standing.ts'

const AT = new Date('2026-11-25T08:00:00Z')
const [BEFORE, AFTER] = [new Date(AT.getTime() - 1), new Date(AT.getTime() + 1)]

let backend: Backend
beforeEach(async () => void (backend = await openBackend()))
afterEach(() => backend.close())

const user = (id: string, part: object = {}) => sampleUser({ id, username: id, usernameKey: id, ...part })
const session = (idHash: string, userId: string, expiresAt = AFTER) => {
  const times = { createdAt: BEFORE, lastSeenAt: BEFORE, expiresAt }
  return { idHash, userId, data: '{}', userAgent: '', ip: '', ...times }
}
const token = (id: string, part: object = {}) => ({ id, userId: 'alice', name: id, scopes: [], createdAt: BEFORE, ...part })
const bySession = (sessionId: string, epoch = 0) => ({ id: '', epoch, sessionId, tokenId: null })
const byToken = (tokenId: string, epoch = 0) => ({ id: '', epoch, sessionId: null, tokenId })

it('tells of every session and token whether it stands', async () => {
  const { db, t, d } = backend.db
  await d.insert(db, t.users, [user('alice'), user('asleep', { active: false }), user('changed', { epoch: 1 })])
  await d.insert(db, t.sessions, [
    session('good', 'alice'),
    session('run out', 'alice', AT),
    session('asleep', 'asleep'),
    session('changed', 'changed'),
  ])
  await d.insert(db, t.apiTokens, [token('for ever'), token('lasts', { expiresAt: AFTER }), token('over', { expiresAt: AT })])
  await d.insert(db, t.apiTokens, [token('revoked', { revokedAt: BEFORE })])
  const standing = [bySession('good'), bySession('changed', 1), byToken('for ever'), byToken('lasts')]
  const sessions = ['run out', 'asleep', 'changed', 'unknown', 'for ever'].map((id) => bySession(id))
  const tokens = ['over', 'revoked', 'good'].map((id) => byToken(id))
  const ended = [...sessions, ...tokens, bySession('good', 1), byToken('lasts', 1)]
  const stands = await findStanding(backend.db, [...standing, ...ended], AT)
  expect(standing.filter((access) => !stands(access))).toEqual([])
  expect(ended.filter(stands)).toEqual([])
})

it('asks about more than fit into one question', async () => {
  const { db, t, d } = backend.db
  await d.insert(db, t.users, [user('alice')])
  const ids = Array.from({ length: 1_201 }, (_, n) => `session ${n}`)
  for (let n = 0; n < ids.length; n += 100)
    await d.insert(
      db,
      t.sessions,
      ids.slice(n, n + 100).map((id) => session(id, 'alice')),
    )
  const accesses = ids.map((id) => bySession(id))
  const stands = await findStanding(backend.db, accesses, AT)
  expect(accesses.filter(stands)).toHaveLength(1_201)
})
