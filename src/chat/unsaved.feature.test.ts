import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { FrameReader } from '../test/frames.ts'
import { startManual } from '../test/manual.ts'
import { makeApp, type Send, type TestApp } from '../test/makeApp.ts'

let test: TestApp
let alice: Send

beforeAll(async () => {
  test = await makeApp()
  alice = await test.as('alice')
})
afterAll(async () => {
  vi.restoreAllMocks()
  await test.close()
})

it('an answer whose end the database does not take is shown to its readers all the same, with a way to keep it', async () => {
  const { call, messageId } = await startManual(test, alice, { message: 'Will it be kept?' })
  await call.send('First.\n\nNot **kept**.')
  const page = new FrameReader(await alice(`/messages/${messageId}/stream`))
  await page.until(({ data }) => data.includes('kept'))
  const write = vi.spyOn(test.db, 'tx').mockRejectedValue(new Error('the database is away'))
  const read = vi.spyOn(test.db.db, 'select').mockImplementation(() => {
    throw new Error('the database is away')
  })
  await call.finish()
  await expect.poll(() => write.mock.calls.length).toBeGreaterThan(0)
  test.clock.now += 60_000
  const frames = await page.all()
  read.mockRestore()
  write.mockRestore()
  const last = frames.at(-2)?.data ?? ''
  expect(frames.at(-1)).toMatchObject({ event: 'done' })
  expect(last).toContain('<strong>kept</strong>')
  expect(last).toContain('This answer is not saved')
  expect(last).toMatch(/<button [^>]*data-copy="message"/)
  expect(last).not.toMatch(/aria-busy|continuation/)
  const again = await (await alice(`/messages/${messageId}/stream`)).text()
  expect(again).toContain('This answer is not saved')
})
