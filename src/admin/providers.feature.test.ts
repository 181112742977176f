import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CLIENT, startProvider } from '../oidc/testing/provider.ts'
import { ADMIN, makeApp, type Send, type TestApp } from '../test/makeApp.ts'

let test: TestApp
let admin: Send
let there: Awaited<ReturnType<typeof startProvider>>

beforeAll(async () => {
  there = await startProvider([])
})
afterAll(() => there.close())
beforeEach(async () => {
  test = await makeApp()
  admin = await test.as(ADMIN.username)
})
afterEach(() => test.close())

const page = async (path: string): Promise<string> => (await admin(path, { accept: 'text/html' })).text()
const post = (path: string, form: Record<string, string>) => admin(path, { form, accept: 'text/html' })
const rows = () => test.db.db.select().from(test.db.t.identityProviders)
/** The form, switched off. */
const filledOff = (fields: Record<string, string> = {}) => ({
  name: 'Example',
  issuer: there.issuer,
  client_id: CLIENT.clientId,
  client_secret: CLIENT.secret,
  scopes: 'openid profile',
  ...fields,
})
const filled = (fields: Record<string, string> = {}) => filledOff({ enabled: 'on', ...fields })
/** Makes one, and answers the path of its page. */
async function make(fields: Record<string, string> = {}): Promise<string> {
  const response = await post('/admin/providers', filled(fields))
  expect(response.status).toBe(303)
  return (response.headers.get('Location') ?? '').replace('?saved=1', '')
}

describe('the pages of providers', () => {
  it('make one, show what the provider is to be told, and never its secret', async () => {
    const path = await make()
    const [row] = await rows()
    expect(row).toMatchObject({ name: 'Example', issuer: there.issuer, clientId: CLIENT.clientId, enabled: true, registers: false })
    const html = await page(path)
    expect(html).toContain(`value="http://localhost/login/callback/${row?.id}"`)
    expect(html + (await page('/admin/providers'))).not.toContain(CLIENT.secret)
    expect(await page('/admin/providers')).toContain(`href="${path}"`)
    expect(await (await test.send('/login')).text()).toContain(`/login/with/${row?.id}`)
  })

  it('take an issuer with or without the slash, and keep it as the provider writes it', async () => {
    await make({ issuer: ` ${there.issuer}/ ` })
    expect((await rows()).map(({ issuer }) => issuer)).toEqual([there.issuer])
  })

  it('tell at the issuer that nobody answers there, and lose nothing that was typed', async () => {
    const gone = await startProvider([])
    await gone.close()
    const typed = { name: 'My provider', issuer: gone.issuer, client_id: 'my client', client_secret: 'my secret', scopes: 'openid email' }
    const response = await post('/admin/providers', filledOff({ ...typed, registers: 'on' }))
    const html = await response.text()
    expect([response.status, await rows()]).toEqual([502, []])
    expect(html).toContain('id="issuer-e"')
    expect(html).toContain('No provider answers at that address')
    for (const text of Object.values(typed)) expect(html).toContain(`value="${text}"`)
    expect(html).toMatch(/name="registers"[^>]*checked/)
    expect(html).not.toMatch(/name="enabled"[^>]*checked/)
  })

  it.each([
    [{ issuer: 'http://id.example' }, 400, 'issuer'],
    [{ issuer: 'id.example' }, 400, 'issuer'],
    [{ issuer: 'there/other' }, 502, 'issuer'],
    [{ scopes: 'profile' }, 400, 'scopes'],
    [{ name: ' ' }, 400, 'name'],
    [{ client_id: '' }, 400, 'client_id'],
  ])('refuse %j at its field', async (fields, status, field) => {
    const issuer = 'issuer' in fields ? fields.issuer.replace('there', there.issuer) : there.issuer
    const response = await post('/admin/providers', filled({ issuer, ...fields, ...('issuer' in fields ? { issuer } : {}) }))
    expect([response.status, await rows()]).toEqual([status, []])
    expect(await response.text()).toContain(`id="${field}-e"`)
  })

  it('change one: an empty secret keeps it, a tick takes it away', async () => {
    const path = await make()
    const secretOf = async () => (await rows())[0]?.secret
    const kept = await secretOf()
    const off = filledOff({ name: 'Renamed', client_secret: '', registers: 'on' })
    expect((await post(path, off)).headers.get('Location')).toBe(`${path}?saved=1`)
    expect((await rows())[0]).toMatchObject({ name: 'Renamed', enabled: false, registers: true, secret: kept })
    expect(await (await test.send('/login')).text()).not.toContain('Renamed')
    await post(path, filled({ client_secret: 'another' }))
    expect(await secretOf()).not.toBe(kept)
    await post(path, filled({ client_secret: '', without_secret: 'on' }))
    expect(await secretOf()).toBeNull()
  })

  it('delete one, when its name was typed', async () => {
    const path = await make()
    const wrong = await post(`${path}/deletion`, { confirm: 'example' })
    expect([wrong.status, (await rows()).length]).toEqual([400, 1])
    expect(await wrong.text()).toContain('id="confirm-e"')
    expect((await post(`${path}/deletion`, { confirm: 'Example' })).headers.get('Location')).toBe('/admin/providers')
    expect(await rows()).toEqual([])
    expect((await admin(path, { accept: 'text/html' })).status).toBe(404)
  })

  it('are told in the audit log, in words', async () => {
    const path = await make()
    await post(path, filled({ registers: 'on', client_secret: '' }))
    const html = await page('/admin/audit')
    expect(html).toContain('Changed a sign-in provider')
    expect(html).toContain('Makes accounts: no → yes')
    expect(html).not.toMatch(/>\s*provider\.|client_id|clientId/)
  })

  it('are for administrators alone', async () => {
    const lin = await test.as('lin')
    expect((await lin('/admin/providers', { accept: 'text/html' })).status).toBe(403)
    expect((await lin('/admin/providers', { form: filled() })).status).toBe(403)
    expect(await rows()).toEqual([])
  })
})

it('is changed by name over the API, which keeps what it does not name', async () => {
  const made = await admin('/api/admin/providers', {
    json: { name: 'Example', issuer: there.issuer, client_id: 'aichat', client_secret: 's' },
  })
  const { id } = (await made.json()) as { id: string }
  expect(made.status).toBe(201)
  const changed = await admin(`/api/admin/providers/${id}`, { method: 'PATCH', json: { registers: true } })
  const expected = { id, name: 'Example', has_secret: true, enabled: true, registers: true, scopes: 'openid profile' }
  expect(await changed.json()).toMatchObject(expected)
  await admin(`/api/admin/providers/${id}`, { method: 'PATCH', json: { client_secret: '' } })
  expect(await (await admin(`/api/admin/providers/${id}`)).json()).toMatchObject({ ...expected, has_secret: false })
  expect((await admin('/api/admin/providers/unknown')).status).toBe(404)
})
