import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type FakeUpstream, startFakeUpstream } from '../src/test/upstream/upstream.ts'
import { ADMIN, ask, lastAnswer, openBrowser, signIn, visit } from './browser.ts'
import { removeDataDir, type RunningServer, startServer } from './server.ts'

const ANSWER = `The **first** paragraph, which is going to be selected, with \`code\`, a note[^1] and $a^2+b^2$.

1. one *item* of many words
2. another item
   - nested \`x < y\`

| Name | Meaning of it |
| --- | --- |
| \`one\` | the **first** of them |
| two | the second |

\`\`\`js
const words = "<b>not bold</b>"
if (words) console.log(words)
\`\`\`

$$
\\frac{a}{b}
$$

> A quote that *goes on* and on.

[^1]: The note itself.

最后一段，**加粗。**结束。
`
const pieces = (length: number): string[] =>
  Array.from({ length: Math.ceil(ANSWER.length / length) }, (_, n) => ANSWER.slice(n * length, (n + 1) * length))

let browser: Browser
let upstream: FakeUpstream
let server: RunningServer

beforeAll(async () => {
  browser = await openBrowser()
  upstream = await startFakeUpstream({ models: ['fake'] })
  server = await startServer({
    env: { DEEPSEEK_API_KEY: 'sk-e2e', DEEPSEEK_BASE_URL: upstream.url, ADMIN_USERNAME: ADMIN.username, ADMIN_PASSWORD: ADMIN.password },
  })
})

afterAll(async () => {
  await browser.close()
  await server.stop()
  await upstream.stop()
  await removeDataDir(server.dataDir)
})

/** Notes every finished block when it is first seen, and every one of them that leaves the page; selects words of the first. */
function watchBlocks(): void {
  const seen = new Set<Element>()
  const notes = { lost: 0, garbage: [] as string[] }
  const look = () => {
    for (const block of document.querySelectorAll('[data-block]')) {
      if (seen.size === 0) getSelection()?.selectAllChildren(block.querySelector('strong') ?? block)
      seen.add(block)
    }
    notes.lost = [...seen].filter((block) => !block.isConnected).length
    const open = document.querySelector('[data-open]')?.textContent ?? ''
    if (/\|.*\||\*\*/.test(open)) notes.garbage.push(open)
  }
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true, characterData: true })
  Object.assign(globalThis, { notes })
}

const html = (page: Page): Promise<string> => lastAnswer(page).locator('.prose').innerHTML()

it.each([3, 7, 40])('keeps finished blocks and a selection in them, and ends as a reload would show it (pieces of %i)', async (length) => {
  const { page, context, problems } = await visit(browser, server.url)
  await signIn(page, server.url)
  upstream.script({ manual: true })
  const taken = upstream.nextCall()
  await ask(page, `Grow by ${length}`)
  const call = await taken
  await page.evaluate(watchBlocks)
  for (const piece of pieces(length)) {
    await call.send(piece)
    await page.evaluate(() => new Promise(requestAnimationFrame))
  }
  await lastAnswer(page).getByText('结束').waitFor()
  await call.finish()
  await page.locator('article[data-status=complete]').waitFor()
  expect(await page.evaluate(() => (globalThis as { notes?: unknown }).notes)).toEqual({ lost: 0, garbage: [] })
  expect(await page.evaluate(() => String(getSelection()))).toBe('first')
  const streamed = await html(page)
  expect(streamed.match(/data-block/g)?.length).toBeGreaterThan(6)
  await page.reload()
  expect(await html(page)).toBe(streamed)
  expect(problems).toEqual([])
  await context.close()
})

it('shows words as they come, without a swap of what stands before them', async () => {
  const { page, context } = await visit(browser, server.url)
  await signIn(page, server.url)
  upstream.script({ manual: true })
  const taken = upstream.nextCall()
  await ask(page, 'Word by word')
  const call = await taken
  await call.send('Some **bold** words')
  await lastAnswer(page).getByText('words').waitFor()
  await page.evaluate(() => Object.assign(globalThis, { bold: document.querySelector('[data-open] strong') }))
  await call.send(' and <i>more</i>')
  await call.send(' of *them*')
  await lastAnswer(page).locator('[data-open] em').waitFor()
  expect(await page.locator('[data-open]').innerHTML()).toBe(
    '<p>Some <strong>bold</strong> words and &lt;i&gt;more&lt;/i&gt; of <em>them</em></p>',
  )
  expect(await page.evaluate(() => (globalThis as { bold?: Element }).bold?.isConnected)).toBe(true)
  await call.finish()
  await page.locator('article[data-status=complete]').waitFor()
  await context.close()
})
