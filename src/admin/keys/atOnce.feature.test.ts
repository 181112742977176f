import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ADMIN, makeApp, type Send, type TestApp } from '../../test/makeApp.ts'

let test: TestApp
let admin: Send

const SERVERS = ['a', 'b', 'c', 'd', 'e', 'f']

beforeEach(async () => {
  test = await makeApp({ withUpstream: false })
  admin = await test.as(ADMIN.username)
})
afterEach(() => test.close())

const add = (label: string, provider: string, baseUrl: string) =>
  admin('/api/admin/keys', { json: { label, provider, base_url: baseUrl, allow_private: true } })

const models = () => test.db.db.select().from(test.db.t.models)
const statuses = async (answers: Promise<Response>[]) => (await Promise.all(answers)).map(({ status }) => status)

describe('servers that are added at once', () => {
  it('have one default among their models, and each model a place of its own', async () => {
    expect(await statuses(SERVERS.map((name) => add(name, name, test.upstream.url)))).toEqual(SERVERS.map(() => 201))
    const rows = await models()
    expect(rows.map(({ provider }) => provider).sort()).toEqual(SERVERS)
    expect(rows.filter(({ isDefault }) => isDefault)).toHaveLength(1)
    expect(rows.map(({ position }) => position).sort((a, b) => a - b)).toEqual(SERVERS.map((_, index) => index))
  })

  it('of one provider bring its models once', async () => {
    expect(await statuses(SERVERS.map((name) => add(name, 'same', test.upstream.url)))).toEqual(SERVERS.map(() => 201))
    expect(await models()).toMatchObject([{ provider: 'same', upstreamId: 'fake', isDefault: true }])
  })
})

describe('keys of one provider that are tested at once', () => {
  it('bring its models once', async () => {
    for (const name of SERVERS) await add(name, 'same', test.upstream.url.replace('/v1', '/v2'))
    const { db, t } = test.db
    await db.update(t.apiKeys).set({ baseUrl: test.upstream.url })
    expect(await models()).toEqual([])
    test.upstream.script({ content: ['OK'] })
    expect((await admin('/admin/keys/test', { form: {} })).status).toBe(303)
    expect(await models()).toMatchObject([{ provider: 'same', upstreamId: 'fake', isDefault: true }])
  })
})

describe('a server that lists a name twice, once with a blank behind it', () => {
  it('brings its model once', async () => {
    test.upstream.list(['twin', 'twin ', 'other'])
    expect((await add('twins', 'twins', test.upstream.url)).status).toBe(201)
    expect((await models()).map(({ upstreamId }) => upstreamId).sort()).toEqual(['other', 'twin'])
  })
})

describe('a key that two change at once', () => {
  const HERE = { base_url: 'https://one.test/v1', api_key: 'sk-meant-for-one-1111' }

  it('has no secret that was meant for the server of the other', async () => {
    let meanwhile: (() => Promise<unknown>) | null = null
    const beside = await makeApp({
      beside: test,
      lookup(_name, _options, answer) {
        const others = meanwhile?.()
        meanwhile = null
        void Promise.resolve(others).then(() => answer(null, [{ address: '8.8.8.8', family: 4 }]))
      },
    })
    await add('shared', 'shared', test.upstream.url)
    const { db, t } = test.db
    await db.update(t.apiKeys).set({ baseUrl: HERE.base_url, allowPrivate: false })
    const { id } = (await db.select().from(t.apiKeys))[0]!
    const patch = (send: Send, json: object) => send(`/api/admin/keys/${id}`, { method: 'PATCH', json })
    const elsewhere = { base_url: test.upstream.url, allow_private: true, api_key: 'sk-meant-for-two-2222' }
    meanwhile = () => patch(admin, elsewhere)
    expect((await patch(await beside.as(ADMIN.username), { label: 'mine', ...HERE })).status).toBe(200)
    expect(await (await admin(`/api/admin/keys/${id}`)).json()).toMatchObject({ base_url: HERE.base_url, last4: '1111', label: 'mine' })
    await beside.close()
  })
})
