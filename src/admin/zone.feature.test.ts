import { afterEach, beforeEach, expect, it } from 'vitest'
import { recordAudit } from '../audit/service.ts'
import { sampleUsage } from '../db/sample.ts'
import { newId } from '../ids.ts'
import { ADMIN, makeApp, type TestApp } from '../test/makeApp.ts'

const LATE = new Date('2026-11-24T20:00:00Z')
const DAY = 'from=2026-11-24&to=2026-11-24'

let test: TestApp
let cookie: string

beforeEach(async () => {
  test = await makeApp()
  await test.as(ADMIN.username)
  const signedIn = await test.send('/login', { form: ADMIN })
  cookie = signedIn.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
  const { db, t } = test.db
  await db.insert(t.tokenUsage).values(sampleUsage({ requestId: 'late', createdAt: LATE }))
  const call = { keyLabel: 'Main', model: 'demo', status: 'complete', durationMs: 640 } as const
  await db.insert(t.proxyLogs).values({ ...call, id: newId(), requestId: 'late', createdAt: LATE })
  await recordAudit(test.db, { id: newId(), name: 'anna', ip: '::1', requestId: 'r' }, { action: 'user.change', target: 'late' }, LATE)
})
afterEach(() => test.close())

/** The browser is where it is the next day already. */
const abroad = async (path: string) => (await test.send(path, { headers: { Cookie: `${cookie}; tz=Asia/Shanghai` } })).text()

const LISTS = ['usage', 'logs', 'audit']

it.each(LISTS)('a day is the same on the page of %s and over its API: the one that was chosen, not that of the browser', async (list) => {
  await test.send('/settings', { form: { time_zone: 'UTC' }, headers: { Cookie: cookie } })
  expect(await abroad(`/api/admin/${list}?${DAY}`)).toContain('late')
  expect(await abroad(`/admin/${list}?${DAY}`)).toMatch(/[=>]late["<]/)
})

it.each(LISTS)('a day is the same on the page of %s and over its API: that of the browser where none was chosen', async (list) => {
  for (const query of [DAY, DAY.replaceAll('24', '25')]) {
    const isThere = query !== DAY
    expect((await abroad(`/api/admin/${list}?${query}`)).includes('"late"')).toBe(isThere)
    expect(/[=>]late["<]/.test(await abroad(`/admin/${list}?${query}`))).toBe(isThere)
  }
})
