import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../ids.ts'
import { createVault, secretOwner } from '../secrets.ts'
import { dump } from '../test/dump.ts'
import { ADMIN, makeApp, type Send, type TestApp } from '../test/makeApp.ts'

const KEY = 'sk-planted-key-of-an-upstream-0123456789'
const PASSWORD = 'planted password of mei 4711'
const GUESS = 'planted guess at a password 4712'
const SEED = 'PLANTEDTOTPSEEDABCDEFGHIJ'
const OIDC = 'planted-secret-of-a-provider-4713'
const HEADER = 'planted-value-of-a-header-4714'
const KEY_HEADER = 'planted-value-of-a-key-header-4716'
const KEY_PROXY = 'planted-password-of-a-proxy-4717'
const QUERY = 'planted-value-of-a-query-4715'

/** What nobody may find anywhere, by a name for it. A query is for its page alone, which may lead back to itself. */
const planted: Record<string, string> = { KEY_HEADER, KEY_PROXY, KEY, PASSWORD, GUESS, SEED, OIDC, HEADER, admin: ADMIN.password }

let test: TestApp
/** everything that was answered: heads and bodies */
const answers: string[] = []

const found = (texts: readonly string[]): string[] =>
  Object.entries(planted).flatMap(([name, secret]) =>
    texts.filter((text) => text.includes(secret)).map((text) => `${name} in ${text.slice(0, 300)}`),
  )

async function keep(response: Response): Promise<Response> {
  const copy = response.clone()
  const head = [...response.headers].filter(([name]) => name !== 'set-cookie')
  answers.push(`${response.url} ${response.status} ${JSON.stringify(head)}\n${await copy.text()}`)
  return response
}

/** Sends, with secrets where a client may have put them. */
const by =
  (send: Send): Send =>
  async (path, options = {}) =>
    keep(await send(path, { ...options, headers: { 'X-Api-Key': HEADER, ...options.headers } }))

async function plantRows(userId: string): Promise<void> {
  const { db, t } = test.db
  const vault = createVault(test.config.appSecret)
  const [provider, at] = [newId(), new Date(test.clock.now)]
  await db.insert(t.secondFactors).values({ userId, secret: vault.seal(SEED, secretOwner.secondFactor(userId)), createdAt: at })
  const secret = vault.seal(OIDC, secretOwner.identityProvider(provider))
  const row = { name: 'o', issuer: 'https://o.example', clientId: 'c', scopes: 'openid', createdAt: at, updatedAt: at }
  await db.insert(t.identityProviders).values({ id: provider, secret, ...row })
}

beforeAll(async () => {
  test = await makeApp({ withUpstream: false })
  const server = { baseUrl: test.upstream.url, apiKey: KEY, label: 'planted', provider: 'deepseek', allowPrivate: true }
  await test.upstreams.connect({ ...server, headers: { 'X-Org': KEY_HEADER } })
})
afterAll(() => test.close())

/** Comes, signs in, makes a token, and mistakes himself on the way. */
async function comeIn(): Promise<{ page: Send; api: Send }> {
  const visitor = by(test.send)
  await visitor('/register', { form: { username: 'mei', password: PASSWORD, password_confirm: GUESS } })
  const registered = await test.send('/register', { form: { username: 'mei', password: PASSWORD, password_confirm: PASSWORD } })
  await visitor('/login', { form: { username: 'mei', password: GUESS, next: `/chat?q=${QUERY}` } })
  await visitor('/api/auth/token', { json: { username: 'mei', password: GUESS } })
  await visitor('/api/auth/token', { json: { username: 'mei', password: [PASSWORD] } })
  const cookie = registered.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  const page: Send = (path, options = {}) => test.send(path, { ...options, headers: { Cookie: cookie, ...options.headers } })
  const { token } = (await (await page('/api/tokens', { json: { name: 'laptop' } })).json()) as { token: string }
  const api: Send = (path, options = {}) =>
    test.send(path, { ...options, headers: { Authorization: `Bearer ${token}`, ...options.headers } })
  Object.assign(planted, { cookie: cookie.split('=')[1], token, signature: token.split('.')[2] })
  return { page: by(page), api: by(api) }
}

/** Answers that come, and upstreams that fail and say the key. */
async function talk({ page, api }: { page: Send; api: Send }): Promise<void> {
  test.upstream.script({ content: ['ok'] })
  const whole = await api('/api/chat', { json: { message: 'hi' }, accept: 'text/event-stream' })
  const id = /"message_id":"([^"]+)"/.exec(await whole.text())?.[1] ?? ''
  await api(`/api/messages/${id}/stream`)
  await page(`/messages/${id}/stream?from=0`)
  const message = `Incorrect API key provided: ${KEY} for ${KEY_HEADER}`
  for (const fault of ['500', 'error@1', 'jsonerror', 'html', '401']) {
    test.upstream.script({ fault, message, tokens: 3 })
    await api('/api/chat', { json: { message: `fails by ${fault}` }, accept: 'text/event-stream' })
    test.clock.now += 3_600_000
  }
  await page('/chat', { form: { message: 'no key is left' } })
}

/** An administrator who has a key with a proxy and headers, looks at it, changes it and tests it. */
async function manageKeys(): Promise<void> {
  const admin = by(await test.as(ADMIN.username))
  const way = { proxy: `http://me:${KEY_PROXY}@127.0.0.1:1`, headers: { 'X-Org': KEY_HEADER } }
  const made = await admin('/api/admin/keys', {
    json: { label: 'by proxy', base_url: test.upstream.url, api_key: KEY, provider: 'p', allow_private: true, ...way },
  })
  const { id } = (await made.json()) as { id: string }
  const direct = await admin('/api/admin/keys', {
    json: { label: 'direct', base_url: test.upstream.url, api_key: KEY, provider: 'p', allow_private: true, headers: way.headers },
  })
  const second = ((await direct.json()) as { id: string }).id
  test.upstream.script({ fault: '401', message: `${KEY} and ${KEY_HEADER}` })
  for (const key of [id, second]) {
    await admin(`/api/admin/keys/${key}/test`, { method: 'POST' })
    await admin(`/admin/keys/${key}/test`, { form: {}, headers: { 'HX-Request': 'true' } })
    await admin(`/api/admin/keys/${key}`, { method: 'PATCH', json: { ...way, api_key: KEY, proxy: null } })
    await admin(`/api/admin/keys/${key}`, { method: 'PATCH', json: { ...way, weight: 0 } })
    await admin(`/admin/keys/${key}`)
  }
  for (const path of ['/admin/keys', '/admin/keys/new', '/api/admin/keys', '/admin/audit', '/api/admin/audit']) await admin(path)
  await admin(`/api/admin/keys/${id}`, { method: 'DELETE' })
}

describe('what was planted', () => {
  it('stands in no line of the log at any level, on no page, in no stream and nowhere in the database', async () => {
    const who = await comeIn()
    const { users } = test.db.t
    const rows = await test.db.db.select().from(users)
    await plantRows(rows.find(({ username }) => username === 'mei')?.id ?? '')
    await talk(who)
    await manageKeys()
    const paths = test.app.routes.filter(({ method, path }) => method === 'GET' && !/[:*]/.test(path)).map(({ path }) => path)
    for (const path of new Set(paths))
      for (const accept of ['text/html', 'application/json']) {
        await who.page(path, { accept })
        await who.api(path, { accept })
      }
    await who.page('/api/tokens', { headers: { Authorization: `Basic ${Buffer.from(`mei:${GUESS}`).toString('base64')}` } })
    expect(answers.length).toBeGreaterThan(40)
    expect(test.lines.filter((line) => line.includes('[key]')).length).toBeGreaterThan(0)
    expect(found(answers)).toEqual([])
    expect(found(test.lines)).toEqual([])
    expect(test.lines.filter((line) => line.includes(QUERY))).toEqual([])
    expect(found(Object.values(await dump(test.db)))).toEqual([])
  })

  it('stays out of the log and the answers where the database fails in the middle of it', async () => {
    const beside = await makeApp({ beside: test })
    const failing = by(beside.send)
    await beside.db.close()
    const headers = { Authorization: `Bearer ${planted['token']}`, Cookie: `aichat_session=${planted['cookie']}` }
    const statuses = [
      (await failing('/login', { form: { username: 'mei', password: PASSWORD } })).status,
      (await failing('/register', { form: { username: 'someone', password: PASSWORD, password_confirm: PASSWORD } })).status,
      (await failing('/api/auth/me', { headers })).status,
      (await failing('/chat', { headers: { Cookie: headers.Cookie } })).status,
      (await failing(`/setup?token=${QUERY}`)).status,
    ]
    expect(statuses.every((status) => status >= 500)).toBe(true)
    expect(beside.lines.filter((line) => line.includes('"level":50')).length).toBeGreaterThan(0)
    expect(found([...answers, ...beside.lines])).toEqual([])
    expect(beside.lines.filter((line) => line.includes(QUERY))).toEqual([])
    await beside.close().catch(() => undefined)
  })
})
