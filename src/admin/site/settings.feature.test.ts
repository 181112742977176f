import { desc } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { newId } from '../../ids.ts'
import { hostile } from '../../markdown/testing/hostile.ts'
import { faultsOf } from '../../markdown/testing/validate.ts'
import { ADMIN, makeApp, type Send, type TestApp } from '../../test/makeApp.ts'
import { addModel } from '../../test/models.ts'

type Settings = Record<string, unknown>
type Refusal = { error: { code: string; message: string; field?: string } }

const GIVEN: Settings = {
  registration: 'open',
  rate_limits: 'off',
  quota_tokens_day: null,
  quota_tokens_month: null,
  quota_cost_month: null,
  system_prompt: null,
  banner: null,
  max_upload_mb: 25,
  usage_retention_days: null,
  log_retention_days: null,
  audit_retention_days: null,
  summarize: false,
  time_zone: 'UTC',
}

let test: TestApp
let beside: TestApp
let admin: Send
let alice: Send

beforeAll(async () => {
  test = await makeApp()
  beside = await makeApp({ beside: test })
  admin = await test.as(ADMIN.username)
  alice = await test.as('alice')
})
afterAll(async () => {
  await beside.close()
  await test.close()
})
beforeEach(async () => {
  beside.clock.now = test.clock.now
})
afterEach(async () => {
  const nothing = Object.fromEntries(Object.keys(GIVEN).map((name) => [name, null]))
  await patch({ ...nothing, default_model: null })
  later()
})

const later = () => {
  test.clock.now += 1_001
  beside.clock.now += 1_001
}
const settings = async (send = admin): Promise<Settings> => (await (await send('/api/admin/settings')).json()) as Settings
const patch = (json: object, send = admin) => send('/api/admin/settings', { method: 'PATCH', json })
const post = (form: Record<string, string>) => admin('/admin/settings', { form, accept: 'text/html' })
const entries = () => {
  const { db, t } = test.db
  return db.select().from(t.auditLog).orderBy(desc(t.auditLog.at), desc(t.auditLog.id))
}
const rows = () => test.db.db.select().from(test.db.t.settings)

describe('the API of settings', () => {
  it('is one flat object of what holds', async () => {
    const { default_model: _, ...all } = await settings()
    expect(all).toEqual(GIVEN)
  })

  it('takes any part and leaves the rest as it is', async () => {
    const change = { registration: 'invite', rate_limits: ' 7/1m , 9/1h ', quota_cost_month: 5_000_000, banner: '  Hello\r\nyou ' }
    const response = await patch(change)
    const now = { ...GIVEN, registration: 'invite', rate_limits: '7/1m,9/1h', quota_cost_month: 5_000_000, banner: 'Hello\nyou' }
    expect([response.status, await response.json()]).toEqual([200, { ...now, default_model: null }])
    await patch({ quota_tokens_day: 0 })
    expect(await settings()).toMatchObject({ ...now, quota_tokens_day: 0 })
    await patch({})
    expect(await settings()).toMatchObject({ ...now, quota_tokens_day: 0 })
  })

  it.each([null, ''])('gives back what the environment says for %j', async (nothing) => {
    await patch({ banner: 'Hello', system_prompt: 'Be brief.', registration: 'closed' })
    expect((await patch({ banner: nothing, system_prompt: nothing, registration: null })).status).toBe(200)
    expect(await settings()).toMatchObject(GIVEN)
    expect((await rows()).map(({ name }) => name)).toEqual([])
  })

  it.each([
    ['registration', 'ajar'],
    ['registration', ''],
    ['rate_limits', '5'],
    ['rate_limits', '0/1m'],
    ['rate_limits', ''],
    ['rate_limits', ['5/1m']],
    ['quota_tokens_day', -1],
    ['quota_tokens_day', 1.5],
    ['quota_tokens_month', '5'],
    ['quota_cost_month', 1e13],
    ['system_prompt', 'x'.repeat(8_001)],
    ['system_prompt', { a: 1 }],
    ['banner', 'x'.repeat(2_001)],
    ['max_upload_mb', 0],
    ['max_upload_mb', 1_025],
    ['usage_retention_days', 39],
    ['log_retention_days', 36_501],
    ['audit_retention_days', '30'],
    ['summarize', 'yes'],
    ['time_zone', 'Mars/Olympus'],
    ['time_zone', ''.padEnd(300, 'x')],
    ['default_model', 'no id'],
    ['default_model', newId()],
    ['colour', 'blue'],
    ['secret_check', 'x'],
    ['setup_token', 'x'],
    ['updatedBy', 'x'],
    ['constructor', 'x'],
  ])('refuses %s: %j, names it, and changes nothing else either', async (field, value) => {
    const before = await rows()
    const response = await patch({ summarize: true, [field]: value })
    const { error } = (await response.json()) as Refusal
    expect([response.status, error.code, error.field]).toEqual([400, 'invalid_request', field])
    expect(await rows()).toEqual(before)
    expect(await settings()).toMatchObject(GIVEN)
  })

  it('refuses a prototype for a field', async () => {
    const body = '{"__proto__":{"registration":"closed"}}'
    const response = await admin('/api/admin/settings', { method: 'PATCH', body, headers: { 'Content-Type': 'application/json' } })
    expect(response.status).toBe(400)
    expect(await settings()).toMatchObject(GIVEN)
  })

  it('moves the flag of the default model, and no other has it then', async () => {
    await addModel(test, { upstreamId: 'second', name: 'Second' })
    const { db, t } = test.db
    const models = await db.select().from(t.models)
    const second = models.find(({ upstreamId }) => upstreamId === 'second')?.id
    await patch({ default_model: models.find(({ id }) => id !== second)?.id })
    await patch({ default_model: second })
    expect((await db.select().from(t.models)).filter(({ isDefault }) => isDefault).map(({ id }) => id)).toEqual([second])
    expect((await entries())[0]).toMatchObject({ before: { default_model: 'fake' }, after: { default_model: 'Second' } })
    expect(await settings()).toMatchObject({ default_model: second })
    later()
    test.upstream.script({ content: ['ok'] })
    await (await alice('/api/chat', { json: { message: 'hello' }, accept: 'application/json' })).json()
    expect(test.upstream.calls.at(-1)?.model).toBe('second')
    await patch({ default_model: null })
    expect(await settings()).toMatchObject({ default_model: null })
  })

  it('tells the audit log who changed what, what it was and what it is, and nothing where nothing changed', async () => {
    await patch({ registration: 'closed', summarize: false })
    const [entry, ...before] = await entries()
    expect(entry).toMatchObject({ action: 'settings.change', actorName: 'admin' })
    expect([entry?.before, entry?.after]).toEqual([
      { registration: 'open', summarize: false },
      { registration: 'closed', summarize: false },
    ])
    await patch({ registration: 'closed' })
    expect(await entries()).toHaveLength(before.length + 1)
    expect(await (await admin('/admin/audit', { accept: 'text/html' })).text()).toContain('Registration: open → closed')
  })

  it('loses no part of many changes at once', async () => {
    const parts = [{ registration: 'closed' }, { banner: 'Hello' }, { quota_tokens_day: 5 }, { log_retention_days: 9 }, { summarize: true }]
    const responses = await Promise.all(parts.map((part) => patch(part)))
    expect(responses.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
    expect(await settings()).toMatchObject(Object.assign({}, ...parts))
  })

  it('is for administrators alone', async () => {
    expect((await alice('/api/admin/settings')).status).toBe(403)
    expect((await patch({ registration: 'closed' }, alice)).status).toBe(403)
    expect((await test.send('/api/admin/settings')).status).toBe(401)
    expect((await alice('/admin/settings', { accept: 'text/html' })).status).toBe(403)
  })
})

describe('the page of settings', () => {
  const page = async (path = '/admin/settings', send = admin) => (await send(path, { accept: 'text/html' })).text()

  it('saves one section, says so there, and leaves the others alone', async () => {
    await patch({ banner: 'Hello' })
    const response = await post({ section: 'limits', rate_limits: '3/1m' })
    expect([response.status, response.headers.get('Location')]).toEqual([303, '/admin/settings?saved=limits#section-limits'])
    expect(await settings()).toMatchObject({ ...GIVEN, banner: 'Hello', rate_limits: '3/1m' })
    expect(await page('/admin/settings?saved=limits')).toMatch(/value="limits"\/><div class="notice"[^>]*data-tone="success"/)
  })

  it('understands numbers as people group them, and money', async () => {
    await post({ section: 'quota', quota_tokens_day: '1,000,000', quota_tokens_month: '30 000 000', quota_cost_month: '12.50' })
    await post({ section: 'retention', usage_retention_days: '3,650', log_retention_days: '90', audit_retention_days: '' })
    expect(await settings()).toMatchObject({
      quota_tokens_day: 1_000_000,
      quota_tokens_month: 30_000_000,
      quota_cost_month: 12_500_000,
      usage_retention_days: 3_650,
      log_retention_days: 90,
      audit_retention_days: null,
    })
    expect(await page()).toContain('value="12.5"')
  })

  it('has the zone of everybody’s days', async () => {
    await post({ section: 'days', time_zone: 'Pacific/Auckland' })
    expect(await settings()).toMatchObject({ time_zone: 'Pacific/Auckland' })
    expect(await page()).toContain('<option value="Pacific/Auckland" selected="">')
  })

  it('takes a zone by whichever of its names, and keeps one', async () => {
    await patch({ time_zone: 'Asia/Kolkata' })
    const { time_zone: kept } = (await settings()) as { time_zone: string }
    expect(new Intl.DateTimeFormat('en', { timeZone: kept }).resolvedOptions()).toEqual(
      new Intl.DateTimeFormat('en', { timeZone: 'Asia/Kolkata' }).resolvedOptions(),
    )
    expect(await page()).toContain(`<option value="${kept}" selected="">`)
  })

  it('takes an empty field for what the environment says, and tells what that is', async () => {
    await post({ section: 'registration', registration: 'closed' })
    expect(await page()).toContain('<option value="closed" selected="">')
    await post({ section: 'registration', registration: '' })
    await post({ section: 'limits', rate_limits: '' })
    expect(await settings()).toMatchObject(GIVEN)
    const html = await page()
    expect(html).toContain('As REGISTRATION says: open to everybody')
    expect(html).toContain('as RATE_LIMITS says, off.')
  })

  it.each([
    [{ section: 'limits', rate_limits: 'five a minute' }, 'rate_limits', 'Type how many in which time'],
    [{ section: 'quota', quota_tokens_day: 'many', quota_tokens_month: '5' }, 'quota_tokens_day', 'no number that can be used'],
    [{ section: 'retention', usage_retention_days: '39', log_retention_days: '7' }, 'usage_retention_days', 'a number of days from 40'],
    [{ section: 'retention', log_retention_days: '0' }, 'log_retention_days', 'a number of days from 1'],
    [{ section: 'retention', audit_retention_days: 'ten' }, 'audit_retention_days', 'a number of days from 1'],
    [{ section: 'registration', registration: 'ajar' }, 'registration', 'is missing or not valid'],
    [{ section: 'conversation', default_model: newId(), system_prompt: 'Be brief.' }, 'default_model', 'That model does not exist'],
    [{ section: 'banner', banner: 'x'.repeat(2_001) }, 'banner', 'at most 2,000 characters'],
  ])('keeps what was typed where it is refused: %j', async (form, field, sentence) => {
    const before = await rows()
    const response = await post(form as Record<string, string>)
    const html = await response.text()
    expect(response.status).toBe(400)
    expect(html).toMatch(new RegExp(`id="${field}"[^>]*aria-invalid="true"|aria-invalid="true"[^>]*id="${field}"`))
    expect(html).toMatch(new RegExp(`id="${field}-e">.*${sentence}`, 's'))
    const typed = Object.entries(form).filter(([name]) => !['section', 'default_model', 'registration'].includes(name))
    for (const [, value] of typed) expect(html).toContain(value)
    expect(await rows()).toEqual(before)
  })

  it('refuses a form of no section', async () => {
    expect((await post({ banner: 'Hello' })).status).toBe(400)
    expect(await settings()).toMatchObject(GIVEN)
  })

  it('shows hostile words as words', async () => {
    await patch({ system_prompt: '</textarea><script>alert(1)</script>', banner: '</textarea><script>alert(1)</script>' })
    expect(await page()).not.toContain('<script>alert')
  })
})

describe('the banner', () => {
  const page = async (path: string, send: Send) => (await send(path, { accept: 'text/html' })).text()

  it('is told to who is signed in, on every page, and to strangers never', async () => {
    await patch({ banner: '# Back **at ten**' })
    const shown =
      '<aside class="banner" aria-label="Announcement" tabindex="0"><div data-block><strong>Back <strong>at ten</strong></strong>'
    for (const path of ['/chat', '/settings', '/conversations', '/nothing/here']) expect(await page(path, alice)).toContain(shown)
    for (const path of ['/admin/users', '/admin/settings']) expect(await page(path, admin)).toContain(shown)
    for (const path of ['/login', '/register', '/login?next=/chat', '/nothing/here', '/gone'])
      expect(await page(path, test.send)).not.toContain('at ten')
    await patch({ banner: null })
    expect(await page('/chat', alice)).not.toContain('class="banner"')
  })

  it('speaks the reader’s language where it has words of its own', async () => {
    await patch({ banner: 'See[^1]\n\n[^1]: below' })
    expect(await page('/chat', alice)).toContain('Footnotes')
    const chinese = await alice('/chat', { accept: 'text/html', headers: { 'Accept-Language': 'zh-CN' } })
    expect(await chinese.text()).toContain('脚注')
  })

  it('makes nothing of hostile words but words', async () => {
    const storable = hostile.filter((text) => text.isWellFormed() && !text.includes('\0'))
    for (const text of storable) {
      await patch({ banner: `Hello\n\n${text}\n\nyou` })
      const html = await page('/settings', alice)
      const [, banner = ''] = /<aside class="banner"[^>]*>(.*?)<\/aside>/s.exec(html) ?? []
      expect(banner, text).toContain('Hello')
      expect(faultsOf(banner, 'banner-'), text).toEqual([])
    }
    expect(storable.length).toBeGreaterThan(100)
  })
})

describe('on another instance', () => {
  it('a change holds within two seconds', async () => {
    const there = await beside.as('alice')
    expect((await beside.send('/register', { accept: 'text/html' })).status).toBe(200)
    await patch({ registration: 'closed', banner: 'Back at ten' })
    beside.clock.now += 1_999
    const refused = await beside.send('/register', {
      form: { username: 'mallory', password: 'a long password', password_confirm: 'a long password' },
      accept: 'text/html',
    })
    expect(refused.status).toBe(403)
    expect(await (await there('/chat', { accept: 'text/html' })).text()).toContain('Back at ten')
  })
})
