import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AxeBuilder } from '@axe-core/playwright'
import { lastAnswer, signIn, visit } from './browser.ts'
import { askByHand, openStage, type Stage } from './stage.ts'

let stage: Stage
let count = 0

beforeAll(async () => {
  stage = await openStage({ script: { content: ['ok'] } })
})
afterAll(() => stage.stop())

type Person = { username: string; password: string }

async function register(page: Page): Promise<Person> {
  const person = { username: `person${++count}`, password: `a long password of person ${count}` }
  await page.goto(`${stage.wire.url}/register`)
  await page.fill('#username', person.username)
  await page.fill('#password', person.password)
  await page.fill('#password_confirm', person.password)
  await page.click('button.primary')
  await page.waitForURL(/\/chat$/)
  return person
}

const settings = (page: Page) => page.goto(`${stage.wire.url}/settings`)

describe.each([true, false])('one’s own account, with script: %s', (javaScriptEnabled) => {
  it('gets another password, and the others are signed out', async () => {
    const { page, context, problems } = await visit(stage.browser, stage.wire.url, { javaScriptEnabled })
    const person = await register(page)
    const other = await visit(stage.browser, stage.wire.url, { javaScriptEnabled })
    await signIn(other.page, stage.wire.url, person)
    await settings(page)
    expect(await page.locator('.items > li').count()).toBe(2)
    const change = async (current: string) => {
      await page.fill('#current_password', current)
      await page.fill('#new_password', 'another long sentence')
      await page.fill('#new_password_confirm', 'another long sentence')
      await page.getByRole('button', { name: 'Change password' }).click()
    }
    await change('not my password')
    await page.locator('#current_password-e').waitFor()
    await change(person.password)
    await page.getByText('Your password is changed.').waitFor()
    expect(await page.locator('.items > li').count()).toBe(1)
    await settings(other.page)
    expect(new URL(other.page.url()).pathname).toBe('/login')
    expect(problems).toEqual([])
    await Promise.all([context.close(), other.context.close()])
  })

  it('is taken away as a file, and left for good', async () => {
    const { page, context } = await visit(stage.browser, stage.wire.url, { javaScriptEnabled })
    const person = await register(page)
    await settings(page)
    const downloading = page.waitForEvent('download')
    await page.getByRole('link', { name: 'Download my data' }).click()
    const download = await downloading
    expect(download.suggestedFilename()).toMatch(/^aichat-.*\.json$/)
    expect(JSON.parse(await readFile(await download.path(), 'utf8'))).toMatchObject({ profile: { username: person.username } })
    await page.locator('summary', { hasText: 'Delete my account' }).click()
    await page.fill('#removal_username', 'somebody else')
    await page.fill('#removal_password', person.password)
    await page.getByRole('button', { name: 'Delete my account for good' }).click()
    await page.locator('#removal_username-e').waitFor()
    expect(await page.inputValue('#removal_username')).toBe('somebody else')
    await page.fill('#removal_username', person.username)
    await page.fill('#removal_password', person.password)
    await page.getByRole('button', { name: 'Delete my account for good' }).click()
    await page.getByRole('heading', { name: 'Your account is deleted' }).waitFor()
    await settings(page)
    expect(new URL(page.url()).pathname).toBe('/login')
    await context.close()
  })
})

it('a form that is refused has no fault that axe finds', async () => {
  const { page, context } = await visit(stage.browser, stage.wire.url)
  const { password } = await register(page)
  await settings(page)
  await page.locator('summary', { hasText: 'Delete my account' }).click()
  await page.fill('#removal_username', 'somebody else')
  await page.fill('#removal_password', password)
  await page.getByRole('button', { name: 'Delete my account for good' }).click()
  await page.locator('#removal_username-e').waitFor()
  expect((await new AxeBuilder({ page }).analyze()).violations.map(({ id }) => id)).toEqual([])
  await context.close()
})

it('an answer that is read elsewhere ends there when that session is ended, and says why', async () => {
  const [here, there] = [await visit(stage.browser, stage.wire.url), await visit(stage.browser, stage.wire.url)]
  const person = await register(here.page)
  await signIn(there.page, stage.wire.url, person)
  const call = await askByHand(stage, there.page, 'Count')
  await call.send('one ')
  await lastAnswer(there.page).getByText('one').waitFor()
  await settings(here.page)
  await here.page.getByRole('button', { name: 'Sign out everywhere else' }).click()
  await here.page.getByText('You are signed out everywhere else.').waitFor()
  await there.page.getByText('You are not signed in').first().waitFor()
  await call.send('two ')
  await call.finish()
  await settings(here.page)
  expect(await lastAnswer(there.page).innerText()).not.toContain('two')
  await Promise.all([here.context.close(), there.context.close()])
})
