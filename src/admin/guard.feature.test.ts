import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../ids.ts'
import { ADMIN, makeApp, type Send, type TestApp } from '../test/makeApp.ts'

let test: TestApp
let admin: Send
let user: Send

beforeAll(async () => {
  test = await makeApp()
  admin = await test.as(ADMIN.username)
  user = await test.as('mallory')
})
afterAll(() => test.close())

const ID = newId()
const PLACES = [
  '/admin',
  '/admin/users',
  '/admin/users/new',
  `/admin/users/${ID}`,
  `/admin/users/${ID}/reset`,
  `/admin/users/${ID}/sign-out`,
  `/admin/users/${ID}/deletion`,
  '/admin/groups',
  `/admin/groups/${ID}`,
  `/admin/groups/${ID}/deletion`,
  '/admin/invites',
  `/admin/invites/${ID}/deletion`,
  '/admin/providers',
  `/admin/providers/${ID}`,
  `/admin/providers/${ID}/deletion`,
  '/admin/audit',
  '/admin/now',
  '/admin/logs',
  '/admin/usage',
  '/admin/what-does-not-exist',
  '/api/admin/users',
  `/api/admin/users/${ID}`,
  `/api/admin/users/${ID}/reset`,
  `/api/admin/users/${ID}/sessions`,
  '/api/admin/groups',
  `/api/admin/groups/${ID}`,
  '/api/admin/invites',
  `/api/admin/invites/${ID}`,
  '/api/admin/providers',
  `/api/admin/providers/${ID}`,
  '/api/admin/audit',
  '/api/admin/logs',
  '/api/admin/stats',
  '/api/admin/usage',
]
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']
const bodyFor = (method: string) => (method === 'GET' ? {} : { json: { role: 'admin', username: 'x' } })
const everything = async () => {
  const { db, t } = test.db
  return JSON.stringify([
    await db.select().from(t.users),
    await db.select().from(t.userGroups),
    await db.select().from(t.invites),
    await db.select().from(t.resetLinks),
    await db.select().from(t.auditLog),
  ])
}

describe.each(PLACES)('%s', (place) => {
  it('is closed to users, whatever the method', async () => {
    const before = await everything()
    for (const method of METHODS) {
      const response = await user(place, { method, ...bodyFor(method) })
      expect([method, response.status]).toEqual([method, 403])
    }
    expect(await everything()).toBe(before)
  })

  it('asks strangers to sign in', async () => {
    for (const method of METHODS) {
      const response = await test.send(place, { method, ...bodyFor(method) })
      const answer = response.status === 401 ? 'told' : response.headers.get('Location')
      expect([method, answer]).toEqual([method, expect.stringMatching(/^told$|^\/login\?next=/)])
    }
  })

  it('does nothing that another site asks for', async () => {
    const before = await everything()
    const origins = [
      { Origin: 'https://evil.example' },
      { Origin: 'null' },
      { 'Sec-Fetch-Site': 'cross-site' },
      { 'Sec-Fetch-Site': 'same-site' },
    ]
    const types = ['application/json', 'application/x-www-form-urlencoded', 'text/plain']
    for (const method of METHODS.slice(1))
      for (const origin of origins)
        for (const type of types) {
          const response = await admin(place, {
            method,
            json: { role: 'user' },
            headers: { ...origin, 'Content-Type': type } as Record<string, string>,
          })
          expect([method, response.status]).toEqual([method, 403])
        }
    expect(await everything()).toBe(before)
  })

  it('changes nothing for who only looks', async () => {
    const before = await everything()
    for (const method of ['GET', 'HEAD']) await admin(place, { method })
    expect(await everything()).toBe(before)
  })
})

it('nobody makes himself an administrator by a field that he adds', async () => {
  const form = {
    username: 'eve',
    password: 'a long password of eve',
    password_confirm: 'a long password of eve',
    role: 'admin',
    active: 'true',
  }
  expect((await test.send('/register', { form })).status).toBe(303)
  await user('/settings', { form: { theme: 'dark', role: 'admin', quota: '{}' } })
  const { users } = (await (await admin('/api/admin/users?role=admin')).json()) as { users: { username: string }[] }
  expect(users.map(({ username }) => username)).toEqual([ADMIN.username])
})
