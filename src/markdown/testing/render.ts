import { createGrowing, renderMarkdown, type RenderOptions } from '../markdown.ts'

export const options: RenderOptions = {
  idPrefix: 'm1-',
  words: {
    copy: 'Copy',
    formula: 'Formula',
    table: 'Table',
    code: 'Code',
    footnotes: 'Footnotes',
    footnote: 'Footnote',
    backToText: 'Back to the text',
    done: 'done',
    toDo: 'to do',
  },
}

export const render = (text: string) => renderMarkdown(text, options)

/** The HTML without the wrappers of blocks. */
export const inner = async (text: string) => (await render(text)).replace(/<div data-block>([\s\S]*?)<\/div>(?=<div data-block>|$)/g, '$1')

/** What the reader sees of the open block after `text`. */
export async function openAfter(text: string): Promise<string> {
  const growing = createGrowing(options)
  growing.push(text)
  return (await growing.view()).open
}

/** Every view while `pieces` arrive, and the end. */
export async function grow(pieces: Iterable<string>): Promise<{ views: string[]; whole: string }> {
  const growing = createGrowing(options)
  const views: string[] = []
  let before: readonly string[] = []
  for (const piece of pieces) {
    growing.push(piece)
    const { closed, open } = await growing.view()
    if (before.some((block, at) => block !== closed[at])) throw new Error('a finished block changed')
    before = [...closed]
    views.push(closed.slice(-1).join('') + open)
  }
  const { closed } = await growing.end()
  if (before.some((block, at) => block !== closed[at])) throw new Error('a finished block changed')
  return { views, whole: closed.join('') }
}
