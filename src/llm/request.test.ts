import { describe, expect, it } from 'vitest'
import type { ChatRequest } from './llm.ts'
import { endpoint, headersFor, isSendableKey, requestBody } from './request.ts'

const base: ChatRequest = { model: 'm', messages: [{ role: 'user', content: '你好 "x"' }] }
const body = (more: Partial<ChatRequest>, options = {}) => JSON.parse(requestBody({ ...base, ...more }, options)) as Record<string, unknown>

describe('the request body', () => {
  it('asks for a stream with usage, in fixed bytes', () => {
    const text = '{"model":"m","messages":[{"role":"user","content":"你好 \\"x\\""}],"stream":true,"stream_options":{"include_usage":true}}'
    expect(requestBody(base)).toBe(text)
  })

  it('is the same bytes for the same params in another order, and for messages with more fields', () => {
    const one = requestBody({ ...base, params: { temperature: 0.5, a: 1 } })
    expect(requestBody({ ...base, params: { a: 1, temperature: 0.5 } })).toBe(one)
    const message = { id: 'x', content: base.messages[0]!.content, role: 'user' as const }
    expect(requestBody({ ...base, messages: [message] })).toBe(requestBody(base))
  })

  it('has an earlier answer’s thoughts beside it where they are given', () => {
    const answer = { role: 'assistant' as const, content: '4', reasoning: '2 and 2' }
    expect(requestBody({ ...base, messages: [answer] })).toContain('[{"role":"assistant","content":"4","reasoning_content":"2 and 2"}]')
  })

  it('leaves the field for usage out when told', () => {
    expect(body({}, { askUsage: false })).not.toHaveProperty('stream_options')
  })

  it('sends the output limit', () => {
    expect(body({ maxOutputTokens: 99 })).toMatchObject({ max_tokens: 99 })
    expect(body({})).not.toHaveProperty('max_tokens')
  })

  it('merges params, but never over the model, the messages or the stream', () => {
    const params = { temperature: 0.2, model: 'evil', messages: [], stream: false, ...(JSON.parse('{"__proto__":{"x":1}}') as object) }
    const sent = body({ params })
    expect(sent).toMatchObject({ model: 'm', messages: base.messages, stream: true, temperature: 0.2 })
    expect(sent).not.toHaveProperty('x')
  })

  it('leaves out a field whose param is null', () => {
    const sent = body({ maxOutputTokens: 5, params: { max_tokens: null, stream_options: null, max_completion_tokens: 5 } })
    expect(sent).toEqual({ model: 'm', messages: base.messages, stream: true, max_completion_tokens: 5 })
  })

  it.each([
    ['deepseek', true, { thinking: { type: 'enabled' } }],
    ['deepseek', false, { thinking: { type: 'disabled' } }],
    ['effort', true, { reasoning_effort: 'medium' }],
    ['effort', false, { reasoning_effort: 'low' }],
  ] as const)('switches thinking the %s way: %s', (thinking, reasoning, expected) => {
    expect(body({ thinking, reasoning, params: { thinking: { type: 'odd' } } })).toMatchObject(expected)
  })

  it('says nothing about thinking when the reader did not, or the server has no switch', () => {
    for (const more of [{ thinking: 'deepseek' }, { thinking: 'none', reasoning: true }, { reasoning: true }] as const) {
      expect(Object.keys(body(more))).toEqual(['model', 'messages', 'stream', 'stream_options'])
    }
  })

  it('takes the effort of the model where it has one', () => {
    const params = { reasoning_effort: 'max' }
    expect(body({ thinking: 'effort', reasoning: true, params })['reasoning_effort']).toBe('max')
    expect(body({ thinking: 'effort', reasoning: false, params })['reasoning_effort']).toBe('low')
    expect(body({ thinking: 'effort', params })['reasoning_effort']).toBe('max')
  })
})

describe('the address', () => {
  it.each([
    ['https://api.deepseek.com', 'https://api.deepseek.com/models'],
    ['https://api.deepseek.com/', 'https://api.deepseek.com/models'],
    [' http://[::1]:11434/v1// ', 'http://[::1]:11434/v1/models'],
    ['https://x.test/openai?api-version=1#top', 'https://x.test/openai/models?api-version=1'],
  ])('of %j is %s', (baseUrl, expected) => {
    expect(endpoint(baseUrl, '/models')?.href).toBe(expected)
  })

  it.each(['', 'localhost:3000', 'file:///etc', 'javascript:1', 'http://'])('of %j is none', (baseUrl) => {
    expect(endpoint(baseUrl, '/models')).toBeNull()
  })
})

describe('the headers', () => {
  it('carry the key and let nothing override it', () => {
    const headers = headersFor(
      { baseUrl: '', apiKey: 'k', headers: { 'x-org': 'o', authorization: 'other', 'accept-encoding': 'br' } },
      '*/*',
    )
    expect(headers).toMatchObject({ authorization: 'Bearer k', 'x-org': 'o', 'accept-encoding': 'identity', accept: '*/*' })
  })

  it('take only a key that fits into one', () => {
    expect(['sk-1', 'a b', 'a\n', '密', ''].map(isSendableKey)).toEqual([true, false, false, false, false])
  })
})
