/** What Markdown, formulas and code that parsers choke on cost this thread: all of it, and the longest that nobody else had a turn. */
import { createGrowing, renderMarkdown } from '../../src/markdown/markdown.ts'
import { pathological, pathologicalCode } from '../../src/markdown/testing/pathological.ts'
import { options } from '../../src/markdown/testing/render.ts'
import type { Figure } from '../figures.ts'

const MOST_MS = 1_000
const MOST_HELD_MS = 50
const OPEN_BLOCK = 6_000

/** Milliseconds that this thread has computed: what others do on the machine does not count. */
function computed(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1_000
}

async function costOf(work: () => Promise<unknown>): Promise<{ took: number; held: number }> {
  let [held, last, isOver] = [0, computed(), false]
  const turn = () => {
    held = Math.max(held, computed() - last)
    last = computed()
    if (!isOver) setImmediate(turn)
  }
  setImmediate(turn)
  const start = computed()
  await work()
  isOver = true
  return { took: computed() - start, held: Math.max(held, computed() - last) }
}

function openBlockOf(text: string): Promise<unknown> {
  const growing = createGrowing(options)
  growing.push(text.slice(0, OPEN_BLOCK))
  return growing.view()
}

export async function run(): Promise<Figure[]> {
  const codes = Object.entries(pathologicalCode).flatMap(([language, texts]) =>
    Object.entries(texts).map(([name, text]): [string, string] => [`${language}: ${name}`, text]),
  )
  let [slowest, longest, open] = [
    { name: '', ms: 0 },
    { name: '', ms: 0 },
    { name: '', ms: 0 },
  ]
  for (const [name, text] of [...Object.entries(pathological), ...codes]) {
    const { took, held } = await costOf(() => renderMarkdown(text, options))
    if (took > slowest.ms) slowest = { name, ms: took }
    if (held > longest.ms) longest = { name, ms: held }
    const asOpen = await costOf(() => openBlockOf(text))
    if (asOpen.took > open.ms) open = { name, ms: asOpen.took }
  }
  const figure = (what: string, { name, ms }: { name: string; ms: number }, most: number): Figure => ({
    what: `${what} (${name.replaceAll('|', '\\|')})`,
    unit: 'ms',
    most,
    rounds: [ms],
  })
  return [
    figure('the slowest pathological text', slowest, MOST_MS),
    figure('the longest without a turn for others', longest, MOST_HELD_MS),
    figure('the slowest open block', open, MOST_MS / 2),
  ]
}
