import { eq } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sampleUsage } from '../db/sample.ts'
import { ADMIN, makeApp, type Send, type TestApp } from '../test/makeApp.ts'
import { rollUpSome } from '../usage/service.ts'

/** in Shanghai it is the 26th, half an hour past midnight */
const NOW = Date.UTC(2026, 10, 25, 16, 30)
const HOUR = 3_600_000

let test: TestApp
let cookie: string
let id: string

beforeEach(async () => {
  test = await makeApp()
  test.clock.now = NOW
  await test.as('mei')
  const signedIn = await test.send('/login', { form: { username: 'mei', password: 'mei has a long password' } })
  cookie = cookieOf(signedIn)
  id = ((await (await page('/api/auth/me')).json()) as { id: string }).id
  for (const hoursAgo of [0.25, 1, 15]) await used(hoursAgo)
})
afterEach(() => test.close())

const cookieOf = (response: Response): string =>
  response.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')

/** As a browser in this zone. */
const page = (path: string, zone?: string, own = cookie) =>
  test.send(path, { headers: { Cookie: zone === undefined ? own : `${own}; tz=${encodeURIComponent(zone)}` } })

async function used(hoursAgo: number): Promise<void> {
  const { db, t } = test.db
  const row = sampleUsage({ userId: id, totalTokens: 10, requestId: `h${hoursAgo}`, createdAt: new Date(NOW - hoursAgo * HOUR) })
  await db.insert(t.tokenUsage).values(row)
  await db.insert(t.usageQueue).values({ usageId: row.id })
}

const zoneOf = async (name: string) => {
  const { db, t } = test.db
  return (await db.select().from(t.users).where(eq(t.users.username, name)))[0]?.timeZone
}
type Stats = { today: { requests: number }; time_zone: string }
const stats = async (send: () => Promise<Response>) => {
  const { today, time_zone } = (await (await send()).json()) as Stats
  return [today.requests, time_zone]
}
const siteZone = async () => (await test.site.current()).timeZone

describe('the zone of a browser', () => {
  it('is kept at the first request that tells it, where none was chosen, and stays', async () => {
    await rollUpSome(test.db, 'UTC')
    expect(await stats(() => page('/api/stats/user'))).toEqual([3, 'UTC'])
    await page('/chat', 'Asia/Shanghai')
    expect(await zoneOf('mei')).toBe('Asia/Shanghai')
    expect(await stats(() => page('/api/stats/user'))).toEqual([1, 'Asia/Shanghai'])
    await page('/chat', 'America/Los_Angeles')
    expect(await zoneOf('mei')).toBe('Asia/Shanghai')
  })

  it('counts in its own page already, and dashboard, records, CSV and API have the same day', async () => {
    await rollUpSome(test.db, 'UTC')
    const html = await (await page('/dashboard?from=2026-11-26&to=2026-11-26', 'Asia/Shanghai')).text()
    expect(html).toContain('Asia/Shanghai')
    expect(html.match(/datetime="2026-11-25T16:15/g)).toHaveLength(1)
    expect(html).not.toContain('datetime="2026-11-25T15:30')
    expect(await stats(() => page('/api/stats/user'))).toEqual([1, 'Asia/Shanghai'])
    const day = '?from=2026-11-26&to=2026-11-26'
    const { records: rows } = (await (await page(`/api/usage${day}`)).json()) as { records: unknown[] }
    expect(rows).toHaveLength(1)
    const csv = await (await page(`/api/usage${day}&format=csv`)).text()
    expect(csv.trim().split('\n')).toHaveLength(2)
    const { time_zone } = (await (await page('/api/stats/quota')).json()) as Stats
    expect(time_zone).toBe('Asia/Shanghai')
  })

  it('is not asked for again: a page writes nothing more', async () => {
    await page('/chat', 'Asia/Shanghai')
    const before = test.backend.statements.length
    await page('/chat', 'Asia/Tokyo')
    expect(test.backend.statements.slice(before).filter((sql) => /^(update|insert)/i.test(sql))).toEqual([])
  })

  it('is known by each of its names', async () => {
    await page('/chat', 'Asia/Kolkata')
    expect(await zoneOf('mei')).toBe('Asia/Calcutta')
  })

  it.each(['Mars/Olympus', '+08:00', '', 'x'.repeat(3_000), "UTC'--"])('is none where the cookie says %j', async (name) => {
    expect((await page('/chat', name)).status).toBe(200)
    expect(await zoneOf('mei')).toBeNull()
  })

  it('is kept once where many requests come at once', async () => {
    await rollUpSome(test.db, 'UTC')
    const zones = ['Asia/Shanghai', 'Asia/Tokyo', 'America/Los_Angeles', 'UTC']
    await Promise.all(zones.map((zone) => page('/chat', zone)))
    const [zone] = [await zoneOf('mei')]
    expect(zones).toContain(zone)
    expect((await stats(() => page('/api/stats/user')))[1]).toBe(zone)
  })

  it('does not touch what a user has chosen, be it UTC, nor who comes with a token', async () => {
    const { token } = (await (
      await test.send('/api/tokens', { json: { name: 'reader', scopes: ['read'] }, headers: { Cookie: cookie } })
    ).json()) as { token: string }
    const byToken: Send = (path) => test.send(path, { headers: { Authorization: `Bearer ${token}`, Cookie: 'tz=Asia/Shanghai' } })
    expect(await stats(() => byToken('/api/stats/user'))).toEqual([3, 'UTC'])
    expect(await zoneOf('mei')).toBeNull()
    await test.send('/settings', { form: { time_zone: 'UTC' }, headers: { Cookie: cookie } })
    await page('/chat', 'Asia/Shanghai')
    expect(await zoneOf('mei')).toBe('UTC')
  })
})

describe('the zone of the site', () => {
  it('is that of the first administrator who has one, and no user’s', async () => {
    await page('/chat', 'Asia/Shanghai')
    expect(await siteZone()).toBeNull()
    const admin = cookieOf(await test.send('/login', { form: ADMIN }))
    await page('/chat', 'Europe/Berlin', admin)
    expect(await siteZone()).toBe('Europe/Berlin')
    const { db, t } = test.db
    const [entry] = await db.select().from(t.auditLog).where(eq(t.auditLog.action, 'settings.change'))
    expect([entry?.before, entry?.after]).toEqual([{ time_zone: 'UTC' }, { time_zone: 'Europe/Berlin' }])
  })

  it('stays when it was set, or when its administrator moves', async () => {
    const admin = cookieOf(await test.send('/login', { form: ADMIN }))
    await test.send('/api/admin/settings', { method: 'PATCH', json: { time_zone: 'Asia/Tokyo' }, headers: { Cookie: admin } })
    await page('/chat', 'Europe/Berlin', admin)
    await test.send('/settings', { form: { time_zone: 'Asia/Shanghai' }, headers: { Cookie: admin } })
    await page('/chat', 'Europe/Berlin', admin)
    expect(await siteZone()).toBe('Asia/Tokyo')
  })
})
