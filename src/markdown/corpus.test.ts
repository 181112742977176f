import { describe, expect, it } from 'vitest'
import { createGrowing } from './markdown.ts'
import { answers } from './testing/answers.ts'
import { compact } from './testing/compact.ts'
import { cases, undecidable } from './testing/corpus/corpus.ts'
import { longAnswers } from './testing/corpus/longAnswers.ts'
import { options, render } from './testing/render.ts'
import { faultsOf } from './testing/validate.ts'
import { garbageIn } from './testing/visible.ts'

const all = Object.entries(cases).flatMap(([kind, list]) => list.map(([text, html]) => ({ kind, text, html })))

it('has hundreds of texts, none of them twice', () => {
  expect(all.length).toBeGreaterThan(900)
  expect(new Set(all.map(({ text }) => text)).size).toBe(all.length)
})

describe('reads as it was meant', () => {
  it.each(all)('$kind: $text', async ({ text, html }) => {
    expect(await compact(text)).toBe(html)
    expect(faultsOf(await render(text), options.idPrefix)).toEqual([])
  })
})

async function blocksOf(text: string): Promise<readonly string[]> {
  const growing = createGrowing(options)
  growing.push(text)
  return (await growing.end()).closed
}

/** Every moment of an answer that comes character by character, and what was wrong with it. */
async function faultsWhileGrowing(text: string): Promise<string[]> {
  const blocks = await blocksOf(text)
  const growing = createGrowing(options)
  const faults: string[] = []
  for (let end = 1; end <= text.length; end++) {
    growing.push(text.slice(end - 1, end))
    const view = await growing.view()
    const wrong = [...garbageIn(view, blocks), ...faultsOf(view.closed.slice(-1).join('') + view.open, options.idPrefix)]
    if (wrong.length > 0) faults.push(`${text.slice(Math.max(0, end - 30), end)} → ${wrong.join(', ')}`)
  }
  return faults
}

describe('shows at every moment only what stays', () => {
  it.each(all.filter(({ text }) => !undecidable.has(text)))('$kind: $text', async ({ text }) => {
    expect(await faultsWhileGrowing(text)).toEqual([])
  })

  it.each(Object.entries({ ...answers, ...longAnswers }))('a whole answer: %s', async (_, text) => {
    expect(await faultsWhileGrowing(text)).toEqual([])
  })
})

describe('cannot know what is to come, but stays whole and safe', () => {
  it.each([...undecidable])('%j', async (text) => {
    const faults = await faultsWhileGrowing(text)
    expect(faults).not.toEqual([])
    expect(faults.filter((fault) => !/→ (?:shows \S*|\w+ becomes \w+)(?:, shows \S*)?$/.test(fault))).toEqual([])
  })
})
