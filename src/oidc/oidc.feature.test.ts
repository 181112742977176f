import { afterAll, beforeAll, expect, it } from 'vitest'
import { scan } from '../test/authenticator.ts'
import { ADMIN, makeApp, type Send, type TestApp } from '../test/makeApp.ts'
import { pendingOn } from '../test/twoStep.ts'
import { CLIENT, ORIGIN, signInThere, startProvider } from './testing/provider.ts'

let app: TestApp
let admin: Send
let there: Awaited<ReturnType<typeof startProvider>>
let providerId: string

/** A browser of the app: keeps its cookies. */
function browser() {
  const cookies = new Map<string, string>()
  async function go(path: string, form?: Record<string, string>): Promise<Response> {
    const response = await app.send(path, {
      headers: { Cookie: [...cookies].map((pair) => pair.join('=')).join('; '), Host: 'localhost' },
      ...(form ? { form } : {}),
    })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (/max-age=0/i.test(line)) cookies.delete(name)
      else cookies.set(name, value)
    }
    return response
  }
  return { go, cookies }
}

const pathOf = (url: URL): string => url.pathname + url.search

/** To the provider, signed in there, and back: the answer of our callback. */
async function roundTrip(who: ReturnType<typeof browser>, login: string, query = ''): Promise<Response> {
  const out = await who.go(`/login/with/${providerId}${query}`)
  expect(out.status).toBe(303)
  return who.go(pathOf(await signInThere(out.headers.get('Location') ?? '', login)))
}

async function addProvider(part: Record<string, unknown> = {}): Promise<string> {
  const provider = { name: 'Example', issuer: there.issuer, client_id: CLIENT.clientId, client_secret: CLIENT.secret, ...part }
  const answer = await admin('/api/admin/providers', { json: provider })
  expect(answer.status).toBe(201)
  return ((await answer.json()) as { id: string }).id
}

/** A change, as an administrator makes it. */
const change = async (part: Record<string, unknown>) =>
  expect((await admin(`/api/admin/providers/${providerId}`, { method: 'PATCH', json: part })).status).toBe(200)

beforeAll(async () => {
  app = await makeApp()
  admin = await app.as(ADMIN.username)
  there = await startProvider([`${ORIGIN}/login/callback/p`])
  providerId = await addProvider()
  await there.close()
  there = await startProvider([`${ORIGIN}/login/callback/${providerId}`])
  await app.db.db.update(app.db.t.identityProviders).set({ issuer: there.issuer })
  app.clock.now += 3_000
})

afterAll(async () => {
  await there.close()
  await app.close()
})

it('sends a browser to the provider with PKCE, state and nonce, and shows the way on the sign-in page', async () => {
  const page = await (await app.send('/login')).text()
  expect(page).toContain(`/login/with/${providerId}`)
  const out = await browser().go(`/login/with/${providerId}`)
  const { searchParams } = new URL(out.headers.get('Location') ?? '')
  expect(Object.fromEntries(searchParams)).toMatchObject({
    response_type: 'code',
    client_id: 'aichat',
    redirect_uri: `${ORIGIN}/login/callback/${providerId}`,
    scope: 'openid profile',
    code_challenge_method: 'S256',
  })
  for (const name of ['state', 'nonce', 'code_challenge']) expect(searchParams.get(name)?.length).toBe(43)
  expect(out.headers.getSetCookie()[0]).toMatch(/^aichat_provider=[^;]{100,};.*HttpOnly.*SameSite=Lax/)
})

it('lets nobody in whom no account here is linked to, whatever the name', async () => {
  await app.as('alice')
  const answer = await roundTrip(browser(), 'alice')
  expect(answer.status).toBe(403)
  expect(await answer.text()).toContain('No account here is linked to that sign-in')
})

it('links by who is signed in, signs in by it, and goes where the visitor wanted', async () => {
  const bob = browser()
  await app.as('bob')
  await bob.go('/login', { username: 'bob', password: 'bob has a long password' })
  const linked = await roundTrip(bob, 'bob-there', '?link=1')
  expect(linked.headers.get('Location')).toBe('/settings?saved=1')
  expect(await (await bob.go('/settings')).text()).toContain('bob-there')

  const elsewhere = browser()
  const answer = await roundTrip(elsewhere, 'bob-there', '?next=%2Fsettings')
  expect(answer.headers.get('Location')).toBe('/settings')
  expect(await (await elsewhere.go('/api/auth/me')).json()).toMatchObject({ username: 'bob' })

  const carol = browser()
  await app.as('carol')
  await carol.go('/login', { username: 'carol', password: 'carol has a long password' })
  expect((await roundTrip(carol, 'bob-there', '?link=1')).status).toBe(409)

  await bob.go(`/settings/identities/${providerId}/removal`, {})
  expect((await roundTrip(browser(), 'bob-there')).status).toBe(403)
})

it('asks for the second step of who has one', async () => {
  const tess = browser()
  await app.as('tess')
  await tess.go('/login', { username: 'tess', password: 'tess has a long password' })
  await roundTrip(tess, 'tess-there', '?link=1')
  await tess.go('/settings/second-factor', {})
  const authenticator = scan(await (await tess.go('/settings/second-factor')).text())
  await tess.go('/settings/second-factor/confirmation', { code: authenticator.code(app.clock.now) })
  app.clock.now += 30_000

  const elsewhere = browser()
  const asked = await roundTrip(elsewhere, 'tess-there', '?next=%2Fsettings')
  expect(asked.status).toBe(200)
  expect((await elsewhere.go('/api/auth/me')).status).toBe(401)
  const fields = { pending: pendingOn(await asked.text()), next: '/settings', code: authenticator.code(app.clock.now) }
  expect((await elsewhere.go('/login/code', fields)).headers.get('Location')).toBe('/settings')
  expect(await (await elsewhere.go('/api/auth/me')).json()).toMatchObject({ username: 'tess' })
})

it('makes accounts where the provider may and registration is open, under a name that is free', async () => {
  await change({ registers: true })
  await app.as('dora')
  await admin('/api/admin/settings', { method: 'PATCH', json: { registration: 'invite' } })
  expect((await roundTrip(browser(), 'dora')).status).toBe(403)
  await admin('/api/admin/settings', { method: 'PATCH', json: { registration: null } })
  const dora = browser()
  expect((await roundTrip(dora, 'dora')).status).toBe(303)
  expect(await (await dora.go('/api/auth/me')).json()).toMatchObject({ username: 'dora-2', role: 'user' })
  const again = browser()
  await roundTrip(again, 'dora')
  expect(await (await again.go('/api/auth/me')).json()).toMatchObject({ username: 'dora-2' })
  const unlinked = await dora.go(`/settings/identities/${providerId}/removal`, {})
  expect(unlinked.status).toBe(409)
  for (let n = 0; n < 9; n++) expect((await roundTrip(browser(), `stranger${n}`)).status).toBe(303)
  expect((await roundTrip(browser(), 'one-too-many')).status).toBe(429)
  expect((await roundTrip(browser(), 'dora')).status).toBe(303)
  await change({ registers: false })
})

it('takes a return only once, only in the browser that began, and only with what it began with', async () => {
  const eve = browser()
  const out = await eve.go(`/login/with/${providerId}`)
  const back = await signInThere(out.headers.get('Location') ?? '', 'eve')
  expect((await browser().go(pathOf(back))).status).toBe(403)
  const forged = new URL(back)
  forged.searchParams.set('state', 'x'.repeat(43))
  const copy = new Map(eve.cookies)
  expect((await eve.go(pathOf(forged))).status).toBe(403)
  for (const [name, value] of copy) eve.cookies.set(name, value)
  expect((await eve.go(pathOf(back))).status).toBe(403)
  expect(await (await eve.go(pathOf(back))).text()).toContain('took too long or was begun elsewhere')
  app.clock.now += 3_000
  const late = await eve.go(`/login/with/${providerId}`)
  const lateBack = await signInThere(late.headers.get('Location') ?? '', 'eve')
  app.clock.now += 601_000
  expect(await (await eve.go(pathOf(lateBack))).text()).toContain('took too long')
  app.clock.now = Date.now()
})

it('tells what the provider said no to, and what does not answer', async () => {
  const who = browser()
  const out = await who.go(`/login/with/${providerId}`)
  const state = new URL(out.headers.get('Location') ?? '').searchParams.get('state')
  const iss = encodeURIComponent(there.issuer)
  const refused = await who.go(`/login/callback/${providerId}?error=access_denied&state=${state}&iss=${iss}`)
  expect(refused.status).toBe(403)
  expect(await refused.text()).toContain('did not sign you in')
  expect((await who.go('/login/with/unknown')).status).toBe(404)

  const gone = await startProvider([])
  const goneId = await addProvider({ issuer: gone.issuer, name: 'Gone' })
  await gone.close()
  // until then what it has said of itself is believed
  app.clock.now += 600_001
  expect((await who.go(`/login/with/${goneId}`)).status).toBe(502)
  app.clock.now = Date.now()
})

it('is the business of administrators, who never see a secret again', async () => {
  const alice = await app.as('alice')
  expect((await alice('/api/admin/providers')).status).toBe(403)
  expect((await alice('/api/admin/providers', { json: {} })).status).toBe(403)
  const list = await admin('/api/admin/providers')
  const text = await list.text()
  expect(text).not.toContain(CLIENT.secret)
  expect(JSON.parse(text)).toMatchObject({
    providers: expect.arrayContaining([
      expect.objectContaining({ id: providerId, has_secret: true, redirect_uri: `${ORIGIN}/login/callback/${providerId}` }),
    ]),
  })
  const bad = { name: 'x', client_id: 'x', issuer: 'http://id.example' }
  const refused = await admin('/api/admin/providers', { json: bad })
  expect([refused.status, await refused.json()]).toMatchObject([400, { error: { field: 'issuer' } }])
  const stranger = await admin('/api/admin/providers', { json: { ...bad, issuer: `${there.issuer}/other` } })
  expect(stranger.status).toBe(502)

  await change({ client_secret: 'another secret', name: 'Renamed' })
  await change({ enabled: false })
  expect((await app.send(`/login/with/${providerId}`)).status).toBe(404)
  expect(await (await app.send('/login')).text()).not.toContain('Renamed')
  expect((await admin(`/api/admin/providers/${providerId}`, { method: 'DELETE' })).status).toBe(200)
  expect((await admin(`/api/admin/providers/${providerId}`, { method: 'DELETE' })).status).toBe(404)
  const log = await app.db.db.select().from(app.db.t.auditLog)
  expect(log.map(({ action }) => action)).toEqual(expect.arrayContaining(['provider.create', 'provider.change', 'provider.delete']))
  expect(JSON.stringify(log)).not.toMatch(/another secret|a secret & of/)
})

it('links only for who has just shown who he is, and for no other site', async () => {
  const dana = browser()
  await app.as('dana')
  await dana.go('/login', { username: 'dana', password: 'dana has a long password' })
  const path = `/login/with/${providerId}?link=1`
  const Cookie = [...dana.cookies].map((pair) => pair.join('=')).join('; ')
  const strange = await app.send(path, { headers: { Cookie, Host: 'localhost', 'Sec-Fetch-Site': 'cross-site' } })
  expect([strange.status, strange.headers.get('Location')]).toEqual([403, null])
  app.clock.now += 15 * 60_000 + 1
  const late = await dana.go(path)
  expect([late.status, late.headers.get('Location')]).toEqual([303, `/confirm?next=${encodeURIComponent(path)}`])
})
