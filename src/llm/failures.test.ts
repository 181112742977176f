import { createServer } from 'node:net'
import { inspect } from 'node:util'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { collect } from '../test/upstream/collect.ts'
import { textOf } from '../test/upstream/texts.ts'
import { type Script, startFakeUpstream } from '../test/upstream/upstream.ts'
import { streamChat } from './stream.ts'

const fake = await startFakeUpstream()
afterAll(() => fake.stop())
beforeEach(() => fake.script({}))

const answers = (script: Script, options: Parameters<typeof collect>[1] = {}) => {
  fake.script(script)
  return collect(fake, options)
}

describe('a refusal', () => {
  it.each([
    [400, 'upstream_refused', false, false],
    [401, 'upstream_key_refused', false, true],
    [402, 'upstream_no_credit', false, true],
    [403, 'upstream_key_refused', false, true],
    [404, 'upstream_refused', false, false],
    [408, 'upstream_timeout', true, false],
    [422, 'upstream_refused', false, false],
    [429, 'upstream_busy', true, false],
    [500, 'upstream_busy', true, false],
    [502, 'upstream_busy', true, false],
    [503, 'upstream_busy', true, false],
    [504, 'upstream_timeout', true, false],
    [529, 'upstream_busy', true, false],
  ])('of status %i is %s', async (status, reason, retryable, keyFault) => {
    const { failure } = await answers({ fault: String(status) })
    expect(failure).toMatchObject({ errorClass: `http_${status}`, reason, retryable, keyFault, delivered: false, message: reason })
    expect(failure!.report).toMatchObject({ httpStatus: status, usage: null, ttftMs: null })
  })

  it('for want of quota is the fault of the key', async () => {
    const { failure } = await answers({ fault: '429', message: 'insufficient_quota: check your plan' })
    expect(failure).toMatchObject({ reason: 'upstream_no_credit', keyFault: true, retryable: false })
  })

  it('carries how long to wait', async () => {
    expect((await answers({ fault: '429', retry: '7' })).failure!.retryAfterMs).toBe(7_000)
    expect((await answers({ fault: '503' })).failure!.retryAfterMs).toBeNull()
  })

  it('keeps the words of the upstream apart, short, and without the key', async () => {
    const message = `key sk-planted-123456 is bad, and so is my\nsecret ${'x'.repeat(400)}`
    const { failure } = await answers({ fault: '401', message }, { key: 'my\x2dsecret' })
    expect(failure!.upstreamText).toMatch(/^key \[key\] is bad/)
    expect(failure!.upstreamText!.length).toBeLessThanOrEqual(300)
    const echoed = await answers({ fault: '401', message: 'no such key: planted!key' }, { key: 'planted!key' })
    expect(echoed.failure!.upstreamText).toBe('no such key: [key]')
    expect(inspect(echoed.failure) + JSON.stringify(echoed.failure)).not.toMatch(/planted|no such/)
  })

  it('with an endless body is cut off', async () => {
    const next = fake.nextCall()
    const asking = collect(fake, { limits: { errorBodyBytes: 1000 } })
    const call = await next
    call.response.writeHead(500).write('y'.repeat(5000))
    expect((await asking).failure).toMatchObject({ errorClass: 'http_500' })
    await call.closed
    expect(call.aborted).toBe(true)
  })

  it('that never ends its body is read no longer than its limit', async () => {
    const next = fake.nextCall()
    const asking = collect(fake, { limits: { errorBodyMs: 20 } })
    const call = await next
    call.response.writeHead(402).write('{')
    expect((await asking).failure).toMatchObject({ errorClass: 'http_402', keyFault: true })
  })

  it.each([301, 302, 303, 307, 308])('by redirect %i is not followed', async (status) => {
    for (const location of ['', `${fake.url}/elsewhere`, 'file:///etc/passwd', '/v1/chat/completions']) {
      const before = fake.calls.length
      const { failure } = await answers({ fault: `redirect@${status}`, location })
      expect(failure).toMatchObject({ errorClass: 'redirect', retryable: false })
      expect(fake.calls.length - before).toBe(1)
    }
    expect(fake.strays).toEqual([])
  })
})

describe('a broken stream keeps what arrived and is never taken for whole', () => {
  it.each<[string, Script, string]>([
    ['the connection closes', { fault: 'disconnect@5' }, 'incomplete'],
    ['the connection is reset', { fault: 'reset@5' }, 'incomplete'],
    ['the body ends early', { fault: 'incomplete@5' }, 'incomplete'],
    ['a line is cut in half', { fault: 'half@5' }, 'incomplete'],
    ['an event is no JSON', { fault: 'malformed@5' }, 'malformed'],
    ['the chunks are garbled', { fault: 'chunking@5' }, 'malformed'],
    ['an error object comes', { fault: 'error@5' }, 'error_in_stream'],
    ['gzip is cut', { fault: 'disconnect@5', gzip: 1 }, 'incomplete'],
  ])('when %s', async (_, script, errorClass) => {
    const got = await answers({ tokens: 20, tps: 1000, ...script })
    expect(got.outcome).toBeNull()
    expect(got.content).toBe(textOf('md', 5))
    expect(got.failure).toMatchObject({ errorClass, delivered: true, retryable: false })
  })

  it.each<[string, Script, string, string]>([
    ['a web page', { fault: 'html' }, 'not_sse', 'upstream_broken'],
    ['some other text', { fault: 'garbage' }, 'not_sse', 'upstream_broken'],
    ['an error as JSON', { fault: 'jsonerror' }, 'error_in_stream', 'upstream_busy'],
    ['nothing at all', { fault: 'nothing' }, 'empty', 'upstream_empty'],
    ['an answer without a word', { fault: 'empty' }, 'empty', 'upstream_empty'],
    ['no stream but a closed connection', { fault: 'disconnect@0' }, 'reset', 'upstream_unreachable'],
  ])('when %s comes instead', async (_, script, errorClass, reason) => {
    const got = await answers(script)
    expect(got).toMatchObject({ outcome: null, content: '', failure: { errorClass, reason, delivered: false } })
  })

  it('tells from an error object in the stream whose fault it is', async () => {
    const next = fake.nextCall()
    const asking = collect(fake)
    const call = await next
    await call.data('{"error":{"message":"no","type":"authentication_error"}}')
    expect((await asking).failure).toMatchObject({
      errorClass: 'error_in_stream',
      reason: 'upstream_key_refused',
      keyFault: true,
      upstreamText: 'no',
    })
    expect((await answers({ fault: 'error@0' })).failure).toMatchObject({ reason: 'upstream_busy', retryable: true })
    expect((await answers({ fault: 'error@1' })).failure).toMatchObject({ reason: 'upstream_busy', retryable: false })
  })

  it('keeps the usage of an answer without a word', async () => {
    expect((await answers({ fault: 'empty' })).failure!.report.usage).toMatchObject({ completionTokens: 0 })
  })
})

describe('too much', () => {
  it('ends an answer that is too long, with as much of it as is allowed', async () => {
    const got = await answers({ content: ['12345', '6789🙂'] }, { limits: { answerChars: 10 } })
    expect(got).toMatchObject({ content: '123456789', failure: { errorClass: 'too_long', reason: 'answer_too_long' } })
    expect((await answers({ tokens: 10_000, group: 100 }, { limits: { answerChars: 1000 } })).content).toHaveLength(1000)
  })

  it('closes the connection of an answer that it stopped reading', async () => {
    const next = fake.nextCall()
    const asking = collect(fake, { limits: { answerChars: 3 } })
    const call = await next
    await call.send('12345')
    expect((await asking).failure).toMatchObject({ errorClass: 'too_long' })
    await call.closed
    expect(call.aborted).toBe(true)
  })

  it('counts reasoning into the length', async () => {
    const got = await answers({ thoughts: ['123456'], content: ['1234', '5'] }, { limits: { answerChars: 10 } })
    expect(got).toMatchObject({ reasoning: '123456', content: '1234', failure: { errorClass: 'too_long' } })
  })

  it('stops reading a line of 5 MB', async () => {
    const got = await answers({ fault: 'longline@5' })
    expect(got.failure).toMatchObject({ errorClass: 'line_too_long' })
    expect(got.failure!.report.bytesIn).toBeLessThan(5 * 1024 * 1024)
  })

  it('takes a line of 900 kB', async () => {
    const long = 'x'.repeat(900_000)
    expect((await answers({ content: [long] })).content).toBe(long)
  })

  it('stops reading at the overall limit, also when it is packed', async () => {
    const got = await answers({ content: Array.from({ length: 50 }, () => ''), gzip: 1 }, { limits: { totalBytes: 5_000 } })
    expect(got.failure).toMatchObject({ errorClass: 'too_long' })
  })
})

describe('no way there', () => {
  it('says so when nobody listens', async () => {
    const port = await freePort()
    const { failure } = await collect({ url: `http://127.0.0.1:${port}/v1` })
    expect(failure).toMatchObject({ errorClass: 'connect', reason: 'upstream_unreachable', networkCode: 'ECONNREFUSED', retryable: true })
    expect(failure!.report).toMatchObject({ httpStatus: null, bytesIn: 0 })
  })

  it.each(['', 'nonsense', 'file:///etc/passwd', 'ftp://example.org'])('refuses the address %j', async (url) => {
    expect((await collect({ url })).failure).toMatchObject({ errorClass: 'invalid_url', retryable: false })
  })

  it('refuses a key that is no header value, without a call', async () => {
    const before = fake.calls.length
    expect((await collect(fake, { key: 'two\r\nlines: yes' })).failure).toMatchObject({ errorClass: 'invalid_key', keyFault: true })
    expect(fake.calls.length).toBe(before)
  })

  it('refuses a header that cannot be sent', async () => {
    const upstream = { baseUrl: fake.url, apiKey: null, headers: { 'x-name': 'a\nb' } }
    const request = { model: 'fake', messages: [] }
    const call = streamChat({}, upstream, request, () => {}, new AbortController().signal)
    await expect(call).rejects.toMatchObject({ errorClass: 'invalid_url', networkCode: 'ERR_INVALID_CHAR' })
  })

  it('does not take another protocol for an answer', async () => {
    const server = createServer((socket) => void socket.on('error', () => {}).end('220 mail ready\r\n'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { failure } = await collect({ url: `http://127.0.0.1:${(server.address() as { port: number }).port}` })
    server.close()
    expect(failure).toMatchObject({ errorClass: 'malformed', reason: 'upstream_broken' })
  })
})

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}
