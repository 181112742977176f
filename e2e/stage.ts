import type { Browser, Page } from 'playwright-core'
import { type FakeCall } from '../src/test/upstream/call.ts'
import { type FakeUpstream, type ScriptFor, startFakeUpstream } from '../src/test/upstream/upstream.ts'
import { ADMIN, lastAnswer, openBrowser, signIn, type Visit, visit } from './browser.ts'
import { removeDataDir, type RunningServer, startServer } from './server.ts'
import { openWire, type Wire } from './wire.ts'

/** A browser, the server with an administrator, a model, and a line to the server that can be cut. */
export type Stage = {
  browser: Browser
  upstream: FakeUpstream
  server: RunningServer
  wire: Wire
  /** A browser of its own, signed in as the administrator. */
  enter(options?: Parameters<Browser['newContext']>[0]): Promise<Visit>
  stop(): Promise<void>
}

export type StageOptions = { env?: Record<string, string>; script?: ScriptFor; models?: readonly string[] }

export async function openStage({ env = {}, script = {}, models = ['fake'] }: StageOptions = {}): Promise<Stage> {
  const browser = await openBrowser()
  const upstream = await startFakeUpstream({ models, script })
  const admin = { ADMIN_USERNAME: ADMIN.username, ADMIN_PASSWORD: ADMIN.password }
  const server = await startServer({ env: { DEEPSEEK_API_KEY: 'sk-e2e', DEEPSEEK_BASE_URL: upstream.url, ...admin, ...env } })
  const wire = await openWire(server.url)
  return {
    browser,
    upstream,
    server,
    wire,
    async enter(options = {}) {
      const visitor = await visit(browser, wire.url, options)
      await signIn(visitor.page, wire.url)
      return visitor
    },
    async stop() {
      await browser.close()
      await wire.stop()
      await server.stop()
      await upstream.stop()
      await removeDataDir(server.dataDir)
    },
  }
}

/** Asks, and takes the model's part. */
export async function askByHand({ upstream }: Stage, page: Page, question: string): Promise<FakeCall> {
  upstream.script({ manual: true })
  const taken = upstream.nextCall()
  await page.fill('#message', question)
  await page.click('.send')
  return taken
}

/** Everything that was said, as the page shows it, without what htmx and the reader leave on it, and what is new on each page. */
export const threadOf = (page: Page): Promise<string> =>
  page.locator('#thread').evaluate((thread) => {
    const copy = thread.cloneNode(true) as HTMLElement
    for (const element of copy.querySelectorAll('*')) {
      element.removeAttribute('data-htmx-powered')
      element.removeAttribute('open')
      if (element.getAttribute('class') === '') element.removeAttribute('class')
      if (element.getAttribute('name') === 'client_id') element.remove()
    }
    return copy.innerHTML
  })

/** Ids that stand on the page more than once. */
export const doubledIds = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id)
    return ids.filter((id, index) => ids.indexOf(id) !== index)
  })

/** The tab goes out of sight, or comes back. */
export const setHidden = (page: Page, hidden: boolean): Promise<void> =>
  page.evaluate((value) => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => value })
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => (value ? 'hidden' : 'visible') })
    document.dispatchEvent(new Event('visibilitychange'))
  }, hidden)

/** The text of the last answer. */
export const shown = (page: Page): Promise<string> => lastAnswer(page).locator('.prose').innerText()

export const ended = (page: Page, status = 'complete'): Promise<void> => page.locator(`article[data-status=${status}]`).last().waitFor()

/** What was said as the page shows it now, and as a reload shows it. */
export async function beforeAndAfterReload(page: Page): Promise<[string, string]> {
  const before = await threadOf(page)
  await page.reload()
  return [before, await threadOf(page)]
}

/** How often the model was asked this. */
export const callsOf = ({ upstream }: Stage, question: string): number => upstream.calls.filter(({ prompt }) => prompt === question).length
