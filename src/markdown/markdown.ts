import { setImmediate } from 'node:timers/promises'
import { createGrowing } from './growing.ts'
import type { RenderOptions } from './options.ts'

export { createGrowing } from './growing.ts'
export type { View } from './growing.ts'
export type { RenderOptions } from './options.ts'

/** Characters that are taken before others have a turn. */
const PIECE = 100_000

/** The whole answer: `<div data-block>…</div>` for each block, the same bytes as the blocks of a growing one. */
export async function renderMarkdown(text: string, options: RenderOptions): Promise<string> {
  const growing = createGrowing(options)
  for (let at = 0; at < text.length; at += PIECE) {
    if (at > 0) await setImmediate()
    growing.push(text.slice(at, at + PIECE))
  }
  const { closed } = await growing.end()
  return closed.join('')
}
