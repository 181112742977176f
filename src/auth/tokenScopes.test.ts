import { describe, expect, it } from 'vitest'
import { scopesOf, wantedOf } from './tokenScopes.ts'

describe('what a route asks of a token', () => {
  it.each([
    ['POST', '/api/chat', 'chat'],
    ['GET', '/api/models', 'read'],
    ['GET', '/api/sessions', 'read'],
    ['HEAD', '/api/sessions', 'read'],
    ['POST', '/api/sessions', 'chat'],
    ['DELETE', '/api/sessions/1', 'chat'],
    ['PUT', '/api/sessions/1/title', 'chat'],
    ['GET', '/api/messages/1/stream', 'read'],
    ['POST', '/api/messages/1/stop', 'chat'],
    ['POST', '/api/files', 'chat'],
    ['GET', '/api/files/1/content', 'read'],
    ['GET', '/api/stats/user', 'read'],
    ['GET', '/api/usage', 'read'],
    ['POST', '/v1/chat/completions', 'chat'],
    ['GET', '/v1/models', 'read'],
    ['GET', '/api/admin/stats', 'admin'],
    ['PATCH', '/api/admin', 'admin'],
    ['GET', '/api/auth/me', 'any'],
    ['DELETE', '/api/auth/token', 'any'],
    ['GET', '/api/auth/tokens', 'person'],
    ['GET', '/api/tokens', 'person'],
    ['DELETE', '/api/account', 'person'],
    ['GET', '/api/administrators', 'person'],
    ['GET', '/api/chats', 'person'],
    ['GET', '/API/chat', 'person'],
    ['GET', '/admin', 'person'],
    ['POST', '/settings/password', 'person'],
    ['GET', '/', 'person'],
    ['GET', '', 'person'],
  ])('%s %s: %s', (method, path, wanted) => expect(wantedOf(method, path)).toBe(wanted))
})

describe('the scopes of a row', () => {
  it.each([
    [['api'], ['read', 'chat']],
    [
      ['chat', 'read'],
      ['read', 'chat'],
    ],
    [['admin'], ['admin']],
    [['root', 'read'], ['read']],
    [[], []],
  ])('%j are %j', (stored, scopes) => expect(scopesOf(stored)).toEqual(scopes))
})
