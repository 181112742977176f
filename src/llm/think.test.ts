import { describe, expect, it } from 'vitest'
import { ThinkSplitter } from './think.ts'

function split(...parts: string[]) {
  const out = { content: '', reasoning: '' }
  const splitter = new ThinkSplitter((kind, text) => (out[kind] += text))
  for (const part of parts) splitter.content(part)
  splitter.end()
  return out
}

describe('leading think tags', () => {
  it.each([
    ['<think>a</think>b', 'a', 'b'],
    ['\n <think>a\nb</think>\n\nc <think>d</think>', 'a\nb', 'c <think>d</think>'],
    ['<think></think>\n\nb', '', 'b'],
    ['<think>a < b </thin </think>c', 'a < b </thin ', 'c'],
    ['no tags', '', 'no tags'],
    ['<thinking>x', '', '<thinking>x'],
    ['text <think>a</think>', '', 'text <think>a</think>'],
    ['<think>never closed </thi', 'never closed </thi', ''],
    ['<thi', '', '<thi'],
    [' \n', '', ' \n'],
    ['', '', ''],
  ])('in %j', (text, reasoning, content) => {
    expect(split(text)).toEqual({ content, reasoning })
    expect(split(...Array.from(text))).toEqual({ content, reasoning })
    for (let at = 1; at < text.length; at++) expect(split(text.slice(0, at), text.slice(at))).toEqual({ content, reasoning })
  })

  it('holds nothing back once it is clear that there are none', () => {
    const seen: string[] = []
    const splitter = new ThinkSplitter((_, text) => seen.push(text))
    for (const part of ['<', 'b', '<']) splitter.content(part)
    expect(seen).toEqual(['<b', '<'])
  })

  it('does not hold back endless white space', () => {
    const seen: string[] = []
    new ThinkSplitter((_, text) => seen.push(text)).content(' '.repeat(65))
    expect(seen).toHaveLength(1)
  })
})
