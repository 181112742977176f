import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Frame, FrameReader, toChatFrame } from '../test/frames.ts'
import { makeApp, type Send, type TestApp } from '../test/makeApp.ts'
import type { FakeCall } from '../test/upstream/call.ts'
import { MOST_STREAMS } from '../auth/readers.ts'

let limited: TestApp
let unlimited: TestApp
const readers: FrameReader[] = []

beforeAll(async () => {
  limited = await makeApp({ env: { RATE_LIMITS: '100/1m' } })
  unlimited = await makeApp()
})
afterEach(() => Promise.all(readers.splice(0).map((reader) => reader.cancel().catch(() => undefined))))
afterAll(() => Promise.all([limited.close(), unlimited.close()]))

/** An answer of which one word has come. */
async function startAnswer(test: TestApp, user: string): Promise<{ send: Send; id: string; call: FakeCall; first: FrameReader }> {
  test.upstream.script({ manual: true })
  const send = await test.as(user)
  const first = readerOf(await send('/api/chat', { json: { message: 'Count' } }))
  const call = await test.upstream.nextCall()
  const opening = await first.next()
  await call.send('one ')
  return { send, id: toChatFrame(opening!).message_id ?? '', call, first }
}

function readerOf(response: Response): FrameReader {
  expect(response.status).toBe(200)
  const reader = new FrameReader(response)
  readers.push(reader)
  return reader
}

const isText = (frame: Frame): boolean => frame.data.includes('one')

/** Comes to the answer and reads as far as it goes. */
async function follow(send: Send, path: string, headers = {}): Promise<FrameReader> {
  const reader = readerOf(await send(path, { headers }))
  await reader.until(isText)
  return reader
}

async function followMany(send: Send, path: string, count: number): Promise<FrameReader[]> {
  const all: FrameReader[] = []
  for (let i = 0; i < count; i++) all.push(await follow(send, path))
  return all
}

const textsOf = (frames: readonly Frame[]): string =>
  frames
    .map(toChatFrame)
    .map(({ content = '' }) => String(content))
    .join('')

describe('one reader with many streams', () => {
  it('keeps ten: the oldest makes room, comes back by its event id, and nobody else loses a word', async () => {
    const { send, id, call, first } = await startAnswer(limited, 'alice')
    const other = await startAnswer(limited, 'bob')
    const bob = await follow(other.send, `/api/messages/${other.id}/stream`)
    const [oldest, second, ...kept] = await followMany(send, `/api/messages/${id}/stream`, MOST_STREAMS + 1)
    await expect(oldest!.next()).rejects.toThrow('cut off')
    const backAgain = readerOf(await send(`/api/messages/${id}/stream`, { headers: { 'Last-Event-ID': '2' } }))
    await expect(second!.next()).rejects.toThrow('cut off')
    await Promise.all([call.send('two'), other.call.send('two')])
    await Promise.all([call.finish(), other.call.finish()])
    for (const reader of [...kept, backAgain, bob]) expect(textsOf(await reader.all())).toBe('two')
    expect(textsOf(await first.all())).toBe('one two')
  })

  it('has its pages counted with the rest', async () => {
    const { send, id, call } = await startAnswer(limited, 'carol')
    const [oldest] = await followMany(send, `/api/messages/${id}/stream`, MOST_STREAMS)
    const page = await follow(send, `/messages/${id}/stream?from=0`)
    await expect(oldest!.next()).rejects.toThrow('cut off')
    await call.finish()
    expect((await page.all()).at(-1)?.event).toBe('done')
  })

  it('opens sixty at once and keeps ten of them, and others read on', async () => {
    const { send, id, call } = await startAnswer(limited, 'erin')
    const other = await startAnswer(limited, 'frank')
    const frank = await follow(other.send, `/api/messages/${other.id}/stream`)
    const sixty = await Promise.all(Array.from({ length: 60 }, () => send(`/api/messages/${id}/stream`)))
    const texts = Promise.allSettled(sixty.map((response) => readerOf(response).all()))
    await Promise.all([call.send('two'), other.call.send('two')])
    await Promise.all([call.finish(), other.call.finish()])
    const whole = (await texts).filter((result) => result.status === 'fulfilled')
    expect(whole.map(({ value }) => textsOf(value))).toEqual(Array.from({ length: 10 }, () => 'one two'))
    expect(textsOf(await frank.all())).toBe('two')
    expect(textsOf(await other.first.all())).toBe('one two')
  })

  it('is not counted where turns are not limited either', async () => {
    const { send, id, call } = await startAnswer(unlimited, 'dave')
    const all = await followMany(send, `/api/messages/${id}/stream`, MOST_STREAMS + 3)
    await call.send('two')
    await call.finish()
    for (const reader of all) expect(textsOf(await reader.all())).toBe('two')
  })
})
