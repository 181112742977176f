import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { collect } from './collect.ts'
import { textOf } from './texts.ts'
import { startFakeUpstream } from './upstream.ts'

const fake = await startFakeUpstream()
afterAll(() => fake.stop())
beforeEach(() => fake.script({}))
afterEach(() => void vi.restoreAllMocks())

const asking = (prompt: string) => collect(fake, { request: { messages: [{ role: 'user', content: prompt }] } })

describe('the fake upstream', () => {
  it('says the same every time', async () => {
    expect((await collect(fake)).content).toBe(textOf('md', 200))
    expect((await collect(fake)).content).toBe(textOf('md', 200))
  })

  it('takes its settings from the prompt', async () => {
    const got = await asking('hi [[fake:tokens=3&reasoning=2&text=numbers&unknown=1]]')
    expect(got).toMatchObject({ content: '0 1 2 ', reasoning: '0 1 ', deltas: 5 })
    expect((await asking('[[fake:fault=402]]')).failure).toMatchObject({ errorClass: 'http_402' })
  })

  it('answers by what a script says of the call', async () => {
    fake.script((call, index) => (call.key === 'bad' ? { fault: '401' } : { content: [`${call.prompt} ${index}`] }))
    expect((await collect(fake, { key: 'bad' })).failure).toMatchObject({ keyFault: true })
    expect((await asking('n')).content).toBe(`n ${fake.calls.length - 1}`)
  })

  it('fails on each k-th call only', async () => {
    const own = await startFakeUpstream({ script: { tokens: 1, fault: '500', every: 2 } })
    const failed = [await collect(own), await collect(own), await collect(own), await collect(own)].map(({ failure }) => failure !== null)
    await own.stop()
    expect(failed).toEqual([false, true, false, true])
  })

  it('fails for one key only', async () => {
    const ask = (key: string) => collect(fake, { key, request: { messages: [{ role: 'user', content: '[[fake:fault=401&key=bad]]' }] } })
    expect([(await ask('bad')).failure?.errorClass, (await ask('good')).failure]).toEqual(['http_401', null])
  })

  it('tells who called with what, and how it ended', async () => {
    const nth = fake.calls.length + 1
    await collect(fake, { key: 'k', request: { model: 'm' } })
    const call = await fake.waitForCall(nth)
    await call.closed
    expect(call).toMatchObject({ key: 'k', model: 'm', prompt: 'hello', completed: true, aborted: false })
  })

  it('waits for the test when the script says manual', async () => {
    fake.script({ manual: true })
    const first = collect(fake)
    await fake.waitForCall(fake.calls.length + 1)
    expect(fake.open).toBe(1)
    const call = await fake.nextCall()
    await call.think('hm')
    await call.send('a', 'b')
    call.cut()
    expect(await first).toMatchObject({ reasoning: 'hm', content: 'ab', failure: { errorClass: 'incomplete' } })
    expect(fake.open).toBe(0)
    expect(call).toMatchObject({ completed: false, aborted: false })
  })

  it('keeps to the tokens per second that it is given', async () => {
    vi.spyOn(performance, 'now').mockReturnValue(0)
    const wait = vi.spyOn(globalThis, 'setTimeout')
    expect((await asking('[[fake:tokens=5&tps=500&text=words]]')).content).toBe(textOf('words', 5))
    const waits = wait.mock.calls.map(([, ms]) => ms ?? 0)
    // on a clock that stands still each token is due later than the one before
    expect(waits.filter((ms) => ms < 1_000)).toEqual([2, 4, 6, 8, 10])
  })

  it('answers without a stream when none is asked for', async () => {
    const response = await fetch(`${fake.url}/chat/completions`, {
      method: 'POST',
      body: '{"model":"m","x":"[[fake:tokens=2&text=numbers]]"}',
    })
    expect(await response.json()).toMatchObject({ choices: [{ message: { content: '0 1 ' } }], usage: { completion_tokens: 2 } })
  })

  it.each([
    ['stall@2', '0 1 '],
    ['noheaders', ''],
  ])('does not end by itself with %s', async (fault, content) => {
    fake.script({ fault, text: 'numbers' })
    const stop = new AbortController()
    const nth = fake.calls.length + 1
    const second = Promise.withResolvers<void>()
    const asking = collect(fake, { signal: stop.signal, onDelta: (_, text) => text === '1 ' && second.resolve() })
    const call = await fake.waitForCall(nth)
    if (content !== '') await second.promise
    expect(call).toMatchObject({ completed: false, aborted: false })
    stop.abort()
    expect(await asking).toMatchObject({ content, outcome: null })
    await call.closed
    expect(call).toMatchObject({ completed: false, aborted: true })
  })

  it('sends comments for ever when told', async () => {
    fake.script({ fault: 'comments', ka: 1 })
    const stop = new AbortController()
    const { body } = await fetch(`${fake.url}/chat/completions`, { method: 'POST', body: '{"stream":true}', signal: stop.signal })
    let seen = ''
    for await (const bytes of body!) {
      seen += Buffer.from(bytes).toString()
      if (seen.length > 100) break
    }
    stop.abort()
    expect(seen).toMatch(/^(: keep-alive\n\n){5,}/)
  })
})
