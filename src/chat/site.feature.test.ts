import { eq } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newId } from '../ids.ts'
import type { SettingChange } from '../site/settings.ts'
import { makeApp, type Send, type TestApp } from '../test/makeApp.ts'
import { addModel } from '../test/models.ts'
import { SYSTEM_PROMPT } from './prompt.ts'

const MINUTE = 60_000

let test: TestApp
let alice: Send

const open = async (env: Record<string, string> = {}) => {
  test = await makeApp({ env })
  test.upstream.script({ content: ['ok'] })
  alice = await test.as('alice')
}
afterEach(() => test.close())

/** As an administrator does, on an instance that then knows. */
async function set(change: SettingChange, app = test): Promise<void> {
  await app.site.write(app.db, change, newId(), new Date(app.clock.now))
  app.site.forget()
}

const ask = (over: object = {}, send = alice) => send('/api/chat', { json: { message: 'hello', ...over }, accept: 'application/json' })
const statuses = async (times: number, send = alice): Promise<number[]> => {
  const all: number[] = []
  for (let i = 0; i < times; i++) all.push((await ask({}, send)).status)
  return all
}

describe('the limit of turns', () => {
  beforeEach(() => open({ RATE_LIMITS: '5/1m' }))

  it('counts what was asked before it was changed', async () => {
    expect(await statuses(3)).toEqual([200, 200, 200])
    await set({ rate_limits: '4/1m' })
    expect(await statuses(2)).toEqual([200, 429])
    await set({ rate_limits: '6/1m' })
    expect(await statuses(3)).toEqual([200, 200, 429])
    test.clock.now += MINUTE
    expect(await statuses(1)).toEqual([200])
  })

  it('tells the limit that holds', async () => {
    await set({ rate_limits: '2/1m,9/1h' })
    expect((await ask()).headers.get('RateLimit-Policy')).toBe('2;w=60, 9;w=3600')
  })

  it('can be lifted, and comes back', async () => {
    await set({ rate_limits: 'off' })
    expect(await statuses(7)).toEqual(Array(7).fill(200))
    await set({ rate_limits: null })
    expect(await statuses(6)).toEqual([200, 200, 200, 200, 200, 429])
  })

  it('changes on another instance within two seconds', async () => {
    const there = await makeApp({ beside: test, env: { RATE_LIMITS: '5/1m' } })
    there.clock.now = test.clock.now
    const send = await there.as('alice')
    expect(await statuses(1, send)).toEqual([200])
    await set({ rate_limits: '1/1m' })
    there.clock.now += 1_999
    expect((await ask({}, send)).headers.get('RateLimit-Policy')).toBe('1;w=60')
    await there.close()
  })
})

describe('everybody’s quota', () => {
  beforeEach(() => open())

  const idOf = async (username: string): Promise<string> => {
    const { db, t } = test.db
    return (await db.select().from(t.users).where(eq(t.users.username, username)))[0]?.id ?? ''
  }
  const give = async (username: string, quota: object | null, groupId: string | null = null) => {
    const { db, t } = test.db
    await db
      .update(t.users)
      .set({ quota, groupId })
      .where(eq(t.users.id, await idOf(username)))
    test.clock.now += 1_001
  }
  const lines = async (send: Send) => {
    const { quota } = (await (await send('/api/stats/quota')).json()) as { quota: { name: string; limit: number }[] }
    return Object.fromEntries(quota.map(({ name, limit }) => [name, limit]))
  }

  it('limits who has none of his own, from the next question on, and is shown to him', async () => {
    expect((await ask()).status).toBe(200)
    await set({ quota_tokens_day: 1 })
    const refused = await ask()
    expect([refused.status, ((await refused.json()) as { error: { code: string } }).error.code]).toEqual([402, 'quota_exceeded'])
    expect(await lines(alice)).toEqual({ tokens_day: 1 })
    await set({ quota_tokens_day: null })
    expect((await ask()).status).toBe(200)
    expect(await lines(alice)).toEqual({})
  })

  it('does not limit who has one of his own, or of his group, field by field', async () => {
    await set({ quota_tokens_day: 1, quota_tokens_month: 500_000, quota_cost_month: 7 })
    await give('alice', { tokens_day: 1_000_000, cost_month: 9_000_000 })
    expect(await lines(alice)).toEqual({ tokens_day: 1_000_000, tokens_month: 500_000, cost_month: 9_000_000 })
    expect((await ask()).status).toBe(200)
    const { db, t } = test.db
    const [groupId, at] = [newId(), new Date()]
    await db
      .insert(t.userGroups)
      .values({ id: groupId, name: 'Team', nameKey: 'team', quota: { tokens_day: 2_000_000 }, createdAt: at, updatedAt: at })
    await give('alice', null, groupId)
    expect(await lines(alice)).toEqual({ tokens_day: 2_000_000, tokens_month: 500_000, cost_month: 7 })
    expect((await ask()).status).toBe(200)
  })

  it('of three answers lets three of many at once through', async () => {
    await ask()
    const { db, t } = test.db
    const [used] = await db.select().from(t.tokenUsage)
    test.upstream.script({ manual: true })
    const first = test.upstream.nextCall()
    void ask()
    await first
    const [open] = await db.select().from(t.tokenUsage).where(eq(t.tokenUsage.status, 'open'))
    await set({ quota_tokens_day: (used?.totalTokens ?? 0) + 3 * (open?.reservedTokens ?? 0) + 50 })
    const answers = Array.from({ length: 20 }, () => alice('/api/chat', { json: { message: 'hello' } }))
    const all = (await Promise.all(answers)).map(({ status }) => status)
    expect(all.filter((status) => status === 200)).toHaveLength(2)
    expect(all.filter((status) => status === 402)).toHaveLength(18)
  })
})

describe('the system prompt', () => {
  beforeEach(() => open())

  const systemOf = (call = test.upstream.calls.at(-1)): unknown => call?.body.messages?.[0]

  it('stands first, before what we tell the model ourselves', async () => {
    await set({ system_prompt: 'You work for Example Ltd.' })
    await ask()
    expect(systemOf()).toEqual({ role: 'system', content: `You work for Example Ltd.\n\n${SYSTEM_PROMPT}` })
    expect(test.upstream.calls.at(-1)?.body.messages?.filter(({ role }) => role === 'system')).toHaveLength(1)
  })

  it('is the same bytes in all questions of a conversation, until it is changed: that holds from the next question on', async () => {
    await set({ system_prompt: 'Be brief.' })
    const { session_id } = (await (await ask()).json()) as { session_id: string }
    for (let i = 0; i < 3; i++, test.clock.now += 5_000) await ask({ session_id })
    const told = test.upstream.calls.map((call) => JSON.stringify(systemOf(call)))
    expect(new Set(told).size).toBe(1)
    await set({ system_prompt: 'Be exact.' })
    await ask({ session_id })
    expect(systemOf()).toMatchObject({ content: `Be exact.\n\n${SYSTEM_PROMPT}` })
    await set({ system_prompt: null })
    await ask({ session_id })
    expect(systemOf()).toEqual({ role: 'system', content: SYSTEM_PROMPT })
  })

  it('takes its room in the context window', async () => {
    await addModel(test, { upstreamId: 'small', contextTokens: 2_000 })
    const question = { model: 'small', message: 'word '.repeat(600) }
    expect((await ask(question)).status).toBe(200)
    await set({ system_prompt: 'rule '.repeat(1_000) })
    const refused = await ask(question)
    expect([refused.status, await refused.json()]).toMatchObject([400, { error: { code: 'invalid_request', field: 'message' } }])
    const [short, asked] = [await ask({ model: 'small' }), test.upstream.calls.at(-1)]
    expect(short.status).toBe(200)
    expect(JSON.stringify(asked?.body.messages).length).toBeGreaterThan(5_000)
  })

  it('is nothing that a user is shown', async () => {
    await set({ system_prompt: 'A secret rule.' })
    const { session_id } = (await (await ask()).json()) as { session_id: string }
    for (const path of [`/api/sessions/${session_id}`, `/api/sessions/${session_id}/messages`, `/chat/${session_id}`])
      expect(await (await alice(path)).text()).not.toContain('secret rule')
  })
})
