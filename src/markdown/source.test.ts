import { expect, it } from 'vitest'
import { createGrowing } from './markdown.ts'
import { options } from './testing/render.ts'

/** What is added at the end of the open block for `words`; undefined where more has to be done than to add them. */
async function addedTo(text: string, words: string): Promise<string | undefined> {
  const growing = createGrowing(options)
  growing.push(text)
  await growing.view()
  growing.push(words)
  return growing.goOn()?.html
}

it.each([
  ['```ts\nlet a', ' = 1\n  let b', ' = 1\n  let b'],
  ['```ts\nlet a', ' = 1\n\n\nlet', ' = 1\n\n\nlet'],
  ['```ts\nlet a', '\n', ''],
  ['```ts\nlet a', '\n  ', '\n  '],
  ['~~~\na', '\n<b>', '\n&lt;b&gt;'],
  ['$$\na', ' + b\n= c', ' + b\n= c'],
  ['\\[\na', '\n\\frac', '\n\\frac'],
])('after %j of code or of a formula %j is put as it is', async (text, words, html) => {
  expect(await addedTo(text, words)).toBe(html)
})

it.each([
  ['```ts\nlet a', '\n`'],
  ['```ts\nlet a', '\n  ~~~'],
  ['```ts\nlet a', '\n```\nwords'],
  ['  ```ts\n  let a', '\n  b'],
  ['$$\na', '\n\nb'],
])('after %j it is looked at anew for %j', async (text, words) => {
  expect(await addedTo(text, words)).toBeUndefined()
})

it('of code the line end that was not shown comes with the next line, whatever that is', async () => {
  const growing = createGrowing(options)
  for (const words of ['```md\na', '\n', '\nb', '\n', '  ``', '` c']) {
    growing.push(words)
    if (!growing.goOn()) await growing.view()
  }
  expect((await growing.view()).open).toContain('>a\n\nb\n  ``` c</code>')
})
