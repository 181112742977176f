import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Debian's Chromium, headless, with an empty profile. */
export const openBrowser = (): Promise<Browser> => chromium.launch({ executablePath: '/usr/bin/chromium', args: ARGUMENTS })

export type Visit = { context: BrowserContext; page: Page; problems: string[] }

/** A new visitor. `problems` collects what a browser complains about: errors, refused requests, foreign hosts. */
export async function visit(browser: Browser, url: string, options: Parameters<Browser['newContext']>[0] = {}): Promise<Visit> {
  const context = await browser.newContext({ locale: 'en-GB', ...options })
  const page = await context.newPage()
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(`error: ${error.message}`))
  page.on('console', (message) => {
    if (message.type() === 'error' && !/Failed to load resource|net::ERR/.test(message.text())) problems.push(`console: ${message.text()}`)
  })
  page.on('request', (request) => {
    if (!request.url().startsWith(new URL(url).origin) && !request.url().startsWith('data:')) problems.push(`foreign: ${request.url()}`)
  })
  return { context, page, problems }
}

export const ADMIN = { username: 'admin', password: 'correct horse battery' }

export async function signIn(page: Page, url: string, { username, password } = ADMIN): Promise<void> {
  await page.goto(`${url}/login`)
  await page.fill('#username', username)
  await page.fill('#password', password)
  await page.click('button.primary')
  await page.waitForURL(/\/chat/)
}

/** Writes a question and sends it. */
export async function ask(page: Page, question: string): Promise<void> {
  await page.fill('#message', question)
  await page.press('#message', 'Enter')
}

/** The last answer on the page. */
export const lastAnswer = (page: Page) => page.locator('article.message:not(.user)').last()
