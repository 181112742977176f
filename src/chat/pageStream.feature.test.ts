import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FrameReader } from '../test/frames.ts'
import { makeApp, type Send, type TestApp } from '../test/makeApp.ts'

let test: TestApp
let alice: Send

beforeAll(async () => {
  test = await makeApp()
  alice = await test.as('alice')
})
afterAll(() => test.close())

async function ask(message: string) {
  test.upstream.script({ manual: true })
  const taken = test.upstream.nextCall()
  const path = (await alice('/chat', { form: { message } })).headers.get('Location') ?? ''
  const call = await taken
  const html = await (await alice(path)).text()
  return { call, path, messageId: [...html.matchAll(/ id="m-([0-9a-f-]{36})"/g)].at(-1)?.[1] ?? '' }
}

const streamOf = async (messageId: string, lastId?: number): Promise<FrameReader> =>
  new FrameReader(
    await alice(`/messages/${messageId}/stream?from=0`, lastId === undefined ? {} : { headers: { 'Last-Event-ID': String(lastId) } }),
  )

const WORDS = ['One.', 'Two.', 'Three.', 'Four.', 'Five.']
const closedIn = (data: string): string[] => WORDS.filter((word) => data.includes(`<div data-block><p>${word}</p></div>`))

describe('a page that comes back', () => {
  it('at any event id gets exactly the blocks that it does not have, beside two other readers', async () => {
    const { call, messageId } = await ask('Any id')
    const [left, right] = [await streamOf(messageId), await streamOf(messageId)]
    await call.send(`${WORDS.join('\n\n')}\n\nopen`)
    await Promise.all([left, right].map((reader) => reader.until(({ data }) => data.includes('Five.'))))
    for (let id = 0; id <= WORDS.length; id++) {
      const [first] = await (await streamOf(messageId, id)).until(() => true)
      expect([id, closedIn(first?.data ?? ''), first?.id]).toEqual([id, WORDS.slice(id), WORDS.length])
    }
    await call.finish()
    const ends = await Promise.all([left, right].map((reader) => reader.all()))
    expect(ends.map((frames) => frames.at(-1)?.event)).toEqual(['done', 'done'])
    expect(test.upstream.calls.filter(({ prompt }) => prompt === 'Any id')).toHaveLength(1)
  })

  it('a hundred times to an answer that has ended gets its end at once, and the model hears nothing of it', async () => {
    const { call, messageId } = await ask('Over')
    await call.send('All of it.')
    await call.finish()
    const calls = test.upstream.calls.length
    for (let n = 0; n < 100; n++) {
      const frames = await (await streamOf(messageId, n)).all()
      expect(frames.at(-1)).toMatchObject({ event: 'done' })
      expect(frames.at(-2)?.data).toContain('All of it.')
    }
    expect(test.upstream.calls).toHaveLength(calls)
  })
})
