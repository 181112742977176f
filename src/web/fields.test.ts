import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { AppError } from '../errors.ts'
import { decodeText, parseJson, parseMultipart, parseUrlEncoded } from './fields.ts'
import { check } from './validate.ts'

function reasonOf(work: () => unknown): unknown {
  try {
    return work()
  } catch (error) {
    return error instanceof AppError ? [error.reason, error.detail] : error
  }
}

describe('urlencoded forms', () => {
  it('are read as browsers write them', () => {
    expect(parseUrlEncoded('a=1+2&b=%E4%B8%AD&c=&d&a=3')).toEqual({ a: ['1 2', '3'], b: '中', c: '', d: '' })
    expect(parseUrlEncoded('')).toEqual({})
  })

  it('keep __proto__ as a plain name', () => {
    const fields = parseUrlEncoded('__proto__=x&constructor=y')
    expect(Object.keys(fields)).toEqual(['__proto__', 'constructor'])
    expect(({} as Record<string, unknown>).x).toBeUndefined()
  })

  it.each(['a=%', 'a=%zz', 'a=%ff', '%80=1', 'a=1&'.repeat(501)])('are refused when they are broken or too wide: %.12s', (text) => {
    expect(reasonOf(() => parseUrlEncoded(text))).toEqual(['invalid_body', {}])
  })

  it('name the field with a NUL byte', () => {
    expect(reasonOf(() => parseUrlEncoded('ok=1&title=a%00b'))).toEqual(['invalid_field', { field: 'title' }])
  })
})

describe('JSON', () => {
  it.each([
    '',
    '1',
    'null',
    '[]',
    '"x"',
    '{',
    '{"a":1}}',
    "{'a':1}",
    `{"a":${'{"a":'.repeat(40)}1${'}'.repeat(41)}`,
    `[${'['.repeat(100_000)}`,
  ])('is refused when it is no object, broken or too deep: %.12s', (text) => {
    expect(reasonOf(() => parseJson(text))).toEqual(['invalid_body', {}])
  })

  it('names the outermost field of text that cannot be stored', () => {
    expect(reasonOf(() => parseJson('{"list":[{"x":"a\\u0000"}]}'))).toEqual(['invalid_field', { field: 'list' }])
    expect(reasonOf(() => parseJson('{"half":"\\udc00"}'))).toEqual(['invalid_field', { field: 'half' }])
  })

  it('keeps emoji and line breaks', () => {
    expect(parseJson('{"a":"😀\\n\\ud83d\\ude00"}')).toEqual({ a: '😀\n😀' })
  })
})

describe('multipart forms', () => {
  const type = 'multipart/form-data; boundary=b'
  const part = (name: string, text: string, file = '') => `--b\r\nContent-Disposition: form-data; name="${name}"${file}\r\n\r\n${text}\r\n`
  const bytes = (text: string) => new Uint8Array(new TextEncoder().encode(text))

  it('are read', async () => {
    expect(await parseMultipart(bytes(`${part('a', '中')}${part('b', 'x')}--b--\r\n`), type)).toEqual({ a: '中', b: 'x' })
  })

  it('say that files cannot be attached yet', async () => {
    await expect(parseMultipart(bytes(`${part('file', 'x', '; filename="a.txt"')}--b--\r\n`), type)).rejects.toThrow('files_not_yet')
  })

  it('are refused when their text is broken', async () => {
    const broken = bytes(`${part('a', 'x')}--b--\r\n`)
    broken[broken.indexOf(0x78)] = 0xff
    await expect(parseMultipart(broken, type)).rejects.toThrow('invalid_body')
    await expect(parseMultipart(bytes('--b\r\n'), type)).rejects.toThrow('invalid_body')
  })
})

describe('decodeText', () => {
  it('mends nothing', () => {
    expect(decodeText(new TextEncoder().encode('é'))).toBe('é')
    expect(reasonOf(() => decodeText(new Uint8Array([0xc3])))).toEqual(['invalid_body', {}])
  })
})

describe('check', () => {
  const schema = z.object({ message: z.string().min(1, 'message_empty').max(5, 'message_too_long'), n: z.int().optional() })
  it('gives what the schema gives', () => {
    expect(check(schema, { message: 'hi', other: 1 })).toEqual({ message: 'hi' })
  })

  it.each([
    [{ message: '' }, ['message_empty', { field: 'message', limit: 1 }]],
    [{ message: 'too long' }, ['message_too_long', { field: 'message', limit: 5 }]],
    [{ message: ['x'] }, ['invalid_field', { field: 'message' }]],
    [{ message: 'x', n: 1.5 }, ['invalid_field', { field: 'n' }]],
    [null, ['invalid_field', {}]],
  ])('names the reason and the field: %j', (value, expected) => {
    expect(reasonOf(() => check(schema, value))).toEqual(expected)
  })
})
