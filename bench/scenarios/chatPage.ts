/** What a browser with an empty cache loads to show the chat to somebody who is signed in. */
import { type Browser, chromium } from 'playwright-core'
import type { Figure } from '../figures.ts'
import { fetchWhole, keepAlive } from '../http.ts'
import { question, type SignedIn, startSignedIn, startUpstream } from '../server.ts'

const QUESTIONS = 10
const SETTLE_MS = 1_000
const ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking']

type Load = { requests: number; kB: number; hosts: number }

async function load(browser: Browser, server: SignedIn, path: string): Promise<Load> {
  const origin = `http://localhost:${server.port}`
  const context = await browser.newContext()
  const [name = '', value = ''] = server.cookie['cookie']!.split('=', 2)
  await context.addCookies([{ name, value, url: origin }])
  const page = await context.newPage()
  const network = await context.newCDPSession(page)
  const urls: URL[] = []
  let bytes = 0
  network.on('Network.requestWillBeSent', ({ request }) => urls.push(new URL(request.url)))
  network.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength))
  await network.send('Network.enable')
  await page.goto(origin + path, { waitUntil: 'load' })
  await page.waitForTimeout(SETTLE_MS)
  await page.locator('#message').waitFor()
  await context.close()
  const sent = urls.filter(({ protocol }) => protocol !== 'data:')
  return { requests: sent.length, kB: bytes / 1_000, hosts: new Set(sent.map(({ host }) => host)).size }
}

/** A conversation of twice as many messages as questions, with code, a table and formulas. */
async function converse(server: SignedIn): Promise<string> {
  const agent = keepAlive()
  let id: string | undefined
  for (let i = 0; i < QUESTIONS; i++) {
    const request = question(server, 'tokens=300', 'bearer', { session_id: id })
    const answer = await fetchWhole(agent, { ...request, headers: { ...request.headers, accept: 'application/json' } })
    id = (JSON.parse(answer.body.toString()) as { session_id: string }).session_id
  }
  agent.destroy()
  return id!
}

const figuresOf = (what: string, { requests, kB, hosts }: Load): Figure[] => [
  { what: `${what}: requests`, unit: '', most: 5, rounds: [requests] },
  { what: `${what}: on the wire`, unit: 'kB', most: 50, rounds: [kB] },
  { what: `${what}: hosts`, unit: '', most: 1, rounds: [hosts] },
]

export async function run(): Promise<Figure[]> {
  const upstream = await startUpstream()
  const server = await startSignedIn(upstream)
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ARGUMENTS })
  try {
    const empty = await load(browser, server, '/chat')
    const full = await load(browser, server, `/chat/${await converse(server)}`)
    return [...figuresOf('chat page, new chat', empty), ...figuresOf(`chat page, ${2 * QUESTIONS} messages`, full)]
  } finally {
    await browser.close()
    for (const process of [server, upstream]) await process.stop()
  }
}
