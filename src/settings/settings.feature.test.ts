import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Browser, openAuthApp, setUp, type TestApp } from '../test/authApp.ts'

let test: TestApp
let browser: Browser

beforeEach(async () => {
  test = await openAuthApp()
  browser = await setUp(test)
})
afterEach(() => test.close())

describe('settings', () => {
  it('are for who is signed in', async () => {
    const visitor = new Browser(test.app)
    expect((await visitor.fetch('/settings')).headers.get('Location')).toBe('/login?next=%2Fsettings')
    expect((await visitor.post('/settings', { theme: 'dark' })).status).toBe(401)
  })

  it('take effect at once, and are kept with the account', async () => {
    const response = await browser.post('/settings', { language: 'zh-CN', theme: 'dark', time_zone: 'Asia/Shanghai' })
    expect([response.status, response.headers.get('Location')]).toEqual([303, '/settings?saved=1'])
    const html = await (await browser.fetch('/settings?saved=1', { headers: { 'Accept-Language': 'en' } })).text()
    expect(html).toContain('<html lang="zh-CN" data-theme="dark">')
    expect(html).toContain('data-tone="success"')
    const elsewhere = new Browser(test.app)
    await elsewhere.signIn('admin')
    expect(await (await elsewhere.fetch('/api/auth/me')).json()).toMatchObject({
      locale: 'zh-CN',
      theme: 'dark',
      time_zone: 'Asia/Shanghai',
    })
  })

  it('take a time zone by whichever of its names', async () => {
    expect((await browser.post('/settings', { time_zone: 'Europe/Kyiv' })).status).toBe(303)
    const { time_zone: kept } = (await (await browser.fetch('/api/auth/me')).json()) as { time_zone: string }
    expect(new Intl.DateTimeFormat('en', { timeZone: kept }).resolvedOptions()).toEqual(
      new Intl.DateTimeFormat('en', { timeZone: 'Europe/Kyiv' }).resolvedOptions(),
    )
  })

  it('change only what is sent, and "system" gives the choice back', async () => {
    await browser.post('/settings', { language: 'zh-CN', theme: 'dark' })
    await browser.post('/settings', { theme: 'system' })
    expect(await (await browser.fetch('/api/auth/me')).json()).toMatchObject({ locale: 'zh-CN', theme: null })
  })

  it.each([
    ['language', 'xx'],
    ['theme', 'pink'],
    ['time_zone', 'Mars/Olympus'],
  ])('refuse a wrong %s at its field and keep what was', async (name, value) => {
    const response = await browser.post('/settings', { language: 'en', theme: 'light', [name]: value })
    expect(response.status).toBe(400)
    expect(await response.text()).toContain(`id="${name}-e"`)
    expect(await (await browser.fetch('/api/auth/me')).json()).toMatchObject({ locale: null, theme: null, time_zone: null })
  })
})
