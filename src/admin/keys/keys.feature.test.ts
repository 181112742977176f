import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { ADMIN, makeApp, type Send, type TestApp } from '../../test/makeApp.ts'

type Key = { id: string; label: string; last4: string; enabled: boolean; status: string }

let test: TestApp
let admin: Send
let key: Key

const OLD = 'sk-test-key-0001'
const NEW = 'sk-another-secret-9876'

const list = async (): Promise<Key[]> => ((await (await admin('/api/admin/keys')).json()) as { keys: Key[] }).keys
const patch = (json: object, id = key.id) => admin(`/api/admin/keys/${id}`, { method: 'PATCH', json })
/** Asks, and answers by which secret the upstream was called. */
const secretOfCall = async (): Promise<string | null | undefined> => {
  await (await admin('/api/chat', { json: { message: 'hello' }, accept: 'application/json' })).text()
  return test.upstream.calls.at(-1)?.key
}

beforeAll(async () => {
  test = await makeApp()
})
beforeEach(async () => {
  admin = await test.as(ADMIN.username)
  key = (await list())[0]!
})
afterAll(() => test.close())

it('shows of a key its last four characters and no more', async () => {
  const text = await (await admin('/api/admin/keys')).text()
  expect(text).not.toContain(OLD)
  expect(key).toMatchObject({ last4: '0001', enabled: true })
})

it('keeps the secret where the field is left blank', async () => {
  const answer = await patch({ label: 'Renamed', api_key: '' })
  expect([answer.status, await answer.json()]).toMatchObject([200, { label: 'Renamed', last4: '0001' }])
  test.clock.now += 2_000
  expect(await secretOfCall()).toBe(OLD)
})

it('takes another secret, and tells who has changed what, but never the secret', async () => {
  const answer = await patch({ api_key: NEW })
  const text = await answer.text()
  expect(text).not.toContain(NEW)
  expect(JSON.parse(text)).toMatchObject({ last4: '9876', status: 'untested' })
  test.clock.now += 2_000
  expect(await secretOfCall()).toBe(NEW)
  const [{ secret } = { secret: null }] = await test.db.db.select().from(test.db.t.apiKeys)
  expect(secret).not.toContain(NEW)
  const log = await test.db.db.select().from(test.db.t.auditLog)
  expect(log.at(-1)).toMatchObject({
    action: 'key.change',
    target: 'Renamed',
    actorName: ADMIN.username,
    before: { key: '…0001' },
    after: { key: '…9876' },
  })
  expect(JSON.stringify(log)).not.toMatch(new RegExp(`${OLD}|${NEW}`))
})

it('is the business of administrators', async () => {
  const lin = await test.as('lin')
  expect((await lin('/api/admin/keys')).status).toBe(403)
  expect((await lin(`/api/admin/keys/${key.id}`, { method: 'PATCH', json: { enabled: false } })).status).toBe(403)
  expect((await list())[0]).toMatchObject({ enabled: true })
  expect((await patch({ enabled: true }, '01a21085-b1d3-7000-9fce-8d45f4fa11d3')).status).toBe(404)
  expect((await patch({ enabled: 'yes' })).status).toBe(400)
})
