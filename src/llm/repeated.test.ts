import { describe, expect, it } from 'vitest'
import { RepeatedChunk } from './repeated.ts'

const choice = (delta: object, rest: object = {}) => ({ choices: [{ index: 0, delta, finish_reason: null, ...rest }] })
const chunk = (content: string, rest: object = {}): string =>
  JSON.stringify({ id: 'c-1', created: 1_760_000_000, ...choice({ content }), usage: null, ...rest })

/** What is known of each chunk before it is parsed. */
function follow(...chunks: string[]): (string | null)[] {
  const repeated = new RepeatedChunk()
  return chunks.map((data) => {
    const content = repeated.contentOf(data)
    if (content === null) repeated.learn(data, JSON.parse(data))
    return content
  })
}

describe('a chunk like the one before', () => {
  it('is known without parsing it', () => {
    expect(follow(chunk('a'), chunk('bc'), chunk(' 你好 🙂'))).toEqual([null, 'bc', ' 你好 🙂'])
  })

  it('is known also where the server writes spaces between tokens', () => {
    const spaced = (text: string) => `{"choices": [ { "delta" : {"content" : "${text}"}}]}`
    expect(follow(spaced('a'), spaced('b'))).toEqual([null, 'b'])
  })

  it.each([
    ['a line break', chunk('\n')],
    ['a quote', chunk('"')],
    ['a backslash', chunk('\\')],
    ['what would end the string', chunk('b"},"x":{"y":"z')],
    ['an escaped character', chunk('b').replace('"b"', String.raw`"\u0062"`)],
    ['a control character', chunk('b').replace('"b"', '"b\u0001"')],
    ['no text', chunk('')],
    ['a text that would hold the whole read in memory', chunk('b'.repeat(30))],
    ['usage', chunk('b', { usage: { total_tokens: 3 } })],
    ['an error', chunk('b', { error: { message: 'no' } })],
    [
      'a finish reason',
      JSON.stringify({ id: 'c-1', created: 1_760_000_000, ...choice({ content: 'b' }, { finish_reason: 'stop' }), usage: null }),
    ],
    ['thoughts', JSON.stringify({ id: 'c-1', created: 1_760_000_000, ...choice({ content: 'b', reasoning: 'c' }), usage: null })],
    ['another id', chunk('b', { id: 'c-2' })],
    ['a piece of it', chunk('a').slice(0, 40)],
    ['another beginning', `x${chunk('b')}`],
    ['another end', `${chunk('b')}x`],
    ['the end mark', '[DONE]'],
  ])('is not one with %s', (_, data) => {
    const repeated = new RepeatedChunk()
    repeated.learn(chunk('a'), JSON.parse(chunk('a')))
    expect(repeated.contentOf(data)).toBeNull()
    expect(repeated.contentOf(chunk('b'))).toBe('b')
  })

  it.each([
    ['brings usage', chunk('a', { usage: { total_tokens: 3 } })],
    ['brings an error', chunk('a', { error: { message: 'no' } })],
    ['ends the answer', JSON.stringify(choice({ content: 'a' }, { finish_reason: 'stop' }))],
    ['brings its usage with the choice', JSON.stringify(choice({ content: 'a' }, { usage: { total_tokens: 3 } }))],
    ['brings thoughts, too', JSON.stringify(choice({ content: 'a', reasoning_content: 'b' }))],
    ['brings thoughts alone', JSON.stringify(choice({ content: null, reasoning_content: 'a' }))],
    ['says the text at another place first', JSON.stringify({ content: 'a', ...choice({ content: 'a' }) })],
    ['says the text twice', `{"choices":[{"delta":{"content":"a","content":"a"}}]}`],
  ])('is none when that one %s', (_, data) => {
    expect(follow(data, data)).toEqual([null, null])
  })

  it('is learnt anew when something else has changed', () => {
    const later = { created: 1_760_000_001 }
    expect(follow(chunk('a'), chunk('b'), chunk('c', later), chunk('d', later))).toEqual([null, 'b', null, 'd'])
  })

  it('is not looked for any more where each chunk differs in something else', () => {
    const each = [1, 2, 3, 4, 5].map((nonce) => chunk('a', { nonce }))
    expect(follow(...each, ...each.slice(-1))).toEqual([null, null, null, null, null, null])
  })

  it('is still looked for after many that had to be parsed', () => {
    const line = chunk('\n')
    expect(follow(line, line, line, line, chunk('a'), line, line, line, line, chunk('b'))).toEqual([...Array<null>(9).fill(null), 'b'])
  })
})
