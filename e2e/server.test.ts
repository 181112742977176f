import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, it, vi } from 'vitest'
import { newDataDir, removeDataDir } from './server.ts'

const STARTER = `
  const { startServer } = await import(process.argv[1])
  const { url } = await startServer({ dataDir: process.argv[2] })
  process.stdout.write(url)
`
const isReached = (url: string): Promise<boolean> =>
  fetch(url).then(
    () => true,
    () => false,
  )

it('ends when the tests that started it are killed', async () => {
  const dataDir = await newDataDir()
  const harness = new URL('server.ts', import.meta.url).href
  const tests = spawn(process.execPath, ['--input-type=module', '--eval', STARTER, harness, dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [url] = (await once(tests.stdout, 'data')) as [Buffer]
  expect(await isReached(String(url))).toBe(true)
  tests.kill('SIGKILL')
  await vi.waitFor(async () => expect(await isReached(String(url))).toBe(false), { timeout: 20_000, interval: 50 })
  await removeDataDir(dataDir)
})
