import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { collect } from '../test/upstream/collect.ts'
import { textOf } from '../test/upstream/texts.ts'
import { type Script, startFakeUpstream } from '../test/upstream/upstream.ts'

const fake = await startFakeUpstream()
afterAll(() => fake.stop())
beforeEach(() => fake.script({}))

const answers = (script: Script) => {
  fake.script(script)
  return collect(fake)
}

describe('a good stream', () => {
  it('gives out every delta in order and tells how it ended', async () => {
    const got = await answers({ content: ['Hel', 'lo', ' 你好 🙂'], thoughts: ['hm', 'm'] })
    expect(got).toMatchObject({ content: 'Hello 你好 🙂', reasoning: 'hmm', deltas: 5, failure: null })
    expect(got.outcome).toMatchObject({ finishReason: 'stop', model: 'fake', httpStatus: 200 })
    expect(got.outcome!.usage).toMatchObject({ completionTokens: 5, reasoningTokens: 2 })
    expect(got.outcome!.ttftMs).toBeGreaterThanOrEqual(0)
    expect(got.outcome!.bytesIn).toBeGreaterThan(500)
    expect(got.outcome!.bytesOut).toBe(Buffer.byteLength(fake.calls.at(-1)!.text))
  })

  it('sends the key, and none when there is none', async () => {
    await collect(fake, { key: 'k-1' })
    await collect(fake, { key: null })
    expect(fake.calls.slice(-2).map(({ key }) => key)).toEqual(['k-1', null])
  })

  it.each<[string, Script]>([
    ['CRLF line ends', { eol: 'crlf' }],
    ['CR line ends', { eol: 'cr' }],
    ['a byte order mark', { bom: 1 }],
    ['no space after the colon', { nospace: 1 }],
    ['one byte at a time', { split: 1 }],
    ['one byte at a time with CRLF and a byte order mark', { split: 1, eol: 'crlf', bom: 1 }],
    ['one byte at a time with CR', { split: 1, eol: 'cr' }],
    ['seven bytes at a time', { split: 7 }],
    ['many events in one write', { group: 50 }],
    ['gzip that nobody asked for', { gzip: 1 }],
    ['gzip in small pieces', { gzip: 1, split: 5 }],
    ['comments before the first token', { ttft: 15, ka: 4 }],
    ['no end mark but a finish reason', { fault: 'nodone' }],
    ['a whole completion as JSON', { fault: 'json' }],
  ])('reads %s without a gap', async (_, script) => {
    const got = await answers({ text: 'cjk', tokens: 40, reasoning: 6, ...script })
    expect(got.failure).toBeNull()
    expect(got.content).toBe(textOf('cjk', 40))
    expect(got.reasoning).toBe(textOf('cjk', 6))
    expect(got.outcome).toMatchObject({ finishReason: 'stop', usage: { completionTokens: 46, reasoningTokens: 6 } })
  })

  it.each(['1', 'openai', 'choices', 'late', 'null'])('finds usage in form %s', async (usage) => {
    const got = await answers({ tokens: 7, reasoning: 3, usage })
    expect(got.outcome!.usage).toMatchObject({ completionTokens: 10, reasoningTokens: 3 })
  })

  it('has no usage when the server sends none', async () => {
    expect((await answers({ usage: '0' })).outcome!.usage).toBeNull()
  })

  it('asks once more without the field for usage when the server does not know it', async () => {
    fake.script((call) =>
      'stream_options' in call.body ? { fault: '422', message: 'unknown field: stream_options' } : { content: ['ok'] },
    )
    const before = fake.calls.length
    const got = await collect(fake)
    expect(got.content).toBe('ok')
    expect(fake.calls.length - before).toBe(2)
    expect(got.outcome!.bytesOut).toBeGreaterThan(Buffer.byteLength(fake.calls.at(-1)!.text) * 2)
  })

  it('gives out a token before the next one is written', async () => {
    const next = fake.nextCall()
    const first = Promise.withResolvers<string>()
    const asking = collect(fake, { onDelta: (_, text) => first.resolve(text) })
    const call = await next
    await call.send('one')
    expect(await first.promise).toBe('one')
    await call.send(' two')
    await call.finish()
    expect((await asking).content).toBe('one two')
  })

  it('turns leading think tags into reasoning', async () => {
    const got = await answers({ content: ['<th', 'ink>\nwhy', ' not</thi', 'nk>\n\nYes', ' <think>'] })
    expect(got).toMatchObject({ reasoning: '\nwhy not', content: 'Yes <think>' })
  })

  it('reads events of several data lines, empty choices, and fields it does not know', async () => {
    const next = fake.nextCall()
    const asking = collect(fake)
    const call = await next
    await call.raw('event: message\nid: 7\nretry: 100\nodd\ndata: {"choices":\ndata: [{"delta":{"content":"a"}}]}\n\n')
    await call.raw('data: {"choices":[]}\n\ndata: {"choices":[{"delta":{}}],"usage":null,"error":null}\n\n')
    await call.raw('data: {"choices":[{"delta":{"reasoning":"r"}}]}\n\ndata: {"choices":[{"delta":{"content":null}}]}\n\n')
    await call.finish()
    expect(await asking).toMatchObject({ content: 'a', reasoning: 'r', failure: null })
  })

  it('takes the end mark without its blank line', async () => {
    const next = fake.nextCall()
    const asking = collect(fake)
    const call = await next
    await call.send('all')
    await call.raw('data: [DONE]')
    call.end()
    expect(await asking).toMatchObject({ content: 'all', outcome: { finishReason: 'other' } })
  })

  it.each([
    ['length', 'length'],
    ['content_filter', 'content_filter'],
    ['insufficient_system_resource', 'insufficient_system_resource'],
    ['tool_calls', 'other'],
    ['null', 'other'],
  ])('reports finish reason %s as %s and keeps the usage', async (finish, expected) => {
    const got = await answers({ tokens: 3, finish })
    expect(got.outcome).toMatchObject({ finishReason: expected, usage: { completionTokens: 3 } })
  })

  it('is whole when the connection breaks after the finish reason', async () => {
    const next = fake.nextCall()
    const asking = collect(fake)
    const call = await next
    await call.send('whole')
    await call.data('{"choices":[{"delta":{},"finish_reason":"stop"}]}')
    await call.raw('data: {"usa')
    call.end()
    expect(await asking).toMatchObject({ content: 'whole', outcome: { finishReason: 'stop' }, failure: null })
  })
})

describe('one connection', () => {
  it('is kept and used again, also after an answer that ended at its end mark', async () => {
    const ports = new Set<number | undefined>()
    for (let i = 0; i < 3; i++) {
      const next = fake.nextCall()
      const asking = collect(fake)
      const call = await next
      ports.add(call.response.socket?.remotePort)
      await call.send('x')
      await call.finish()
      await asking
      await call.closed
    }
    expect(ports.size).toBe(1)
  })
})
