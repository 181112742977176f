import type { Growing } from '../markdown/growing.ts'
import type { RenderOptions } from '../markdown/options.ts'

export { RENDER_VERSION, type RenderOptions } from '../markdown/options.ts'

/** The renderer is loaded with the first answer that somebody looks at, not at start. */
const load = () => import('../markdown/markdown.ts')

export const renderAnswer = async (text: string, options: RenderOptions): Promise<string> => (await load()).renderMarkdown(text, options)

export const growAnswer = async (options: RenderOptions): Promise<Growing> => (await load()).createGrowing(options)
