import { afterAll, beforeAll, expect, it } from 'vitest'
import { openStage, type Stage } from './stage.ts'

let stage: Stage

beforeAll(async () => {
  stage = await openStage({ script: { content: ['OK'] } })
})
afterAll(() => stage.stop())

it('shows the pool as it is now, and a test in place, without loading the page again', async () => {
  const { page, problems } = await stage.enter()
  await page.goto(`${stage.wire.url}/admin/keys`)
  const row = page.locator('#keys-now tbody tr')
  const loaded = await page.evaluate(() => performance.timeOrigin)
  await row.locator('.acts form button').click()
  await row.getByText('Passed').waitFor()
  await page.locator('.acts [popovertarget]').click()
  stage.upstream.script({ fault: '401' })
  const { context } = await stage.enter()
  const keys = await (await context.request.get(`${stage.wire.url}/api/admin/keys`)).json()
  const headers = { Origin: stage.wire.url }
  await context.request.post(`${stage.wire.url}/api/admin/keys/${keys.keys[0].id}/test`, { headers })
  await page.getByText('No key works').waitFor({ timeout: 8_000 })
  await row.getByText('set aside').waitFor()
  expect(await page.locator('.menu:popover-open').count()).toBe(1)
  expect(await page.evaluate(() => performance.timeOrigin)).toBe(loaded)
  expect(problems).toEqual([])
})
