import { createGrowing } from './growing.ts'
import type { RenderOptions } from './options.ts'

export { createGrowing } from './growing.ts'
export type { View } from './growing.ts'
export type { RenderOptions } from './options.ts'

/** The whole answer: `<div data-block>…</div>` for each block, the same bytes as the blocks of a growing one. */
export async function renderMarkdown(text: string, options: RenderOptions): Promise<string> {
  const growing = createGrowing(options)
  growing.push(text)
  const { closed } = await growing.end()
  return closed.join('')
}
