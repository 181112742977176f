import { endTagsAt } from '../markdown/endTags.ts'

/** HTML to be added at the end of the element that is reached by going `depth` times to the last child element. */
export type Step = { depth: number; html: string }

const TAG = /<(\/?)([a-z][a-z0-9]*)[^<>]*?(\/?)>/g
const VOID = new Set(['br', 'hr', 'input'])

/**
 * How `before` becomes `after` by additions at its end; undefined when something else has changed. Both are well-formed, with
 * every `<` and `>` of a text or a value escaped.
 */
export function continuation(before: string, after: string): Step[] | undefined {
  const end = endTagsAt(before)
  if (!after.startsWith(before.slice(0, end))) return undefined
  return stepsOf(after.slice(end, endTagsAt(after)), before.slice(end).split('</').length - 1)
}

/** An end tag of an element that stood there before begins a step further up. */
function stepsOf(html: string, within: number): Step[] {
  if (!html.includes('<')) return html === '' ? [] : [{ depth: within, html }]
  const steps: Step[] = []
  let depth = within
  let opened = 0
  let from = 0
  for (const { 0: tag, 1: slash, 2: name = '', 3: selfClosed, index } of html.matchAll(TAG)) {
    if (selfClosed || VOID.has(name)) continue
    opened += slash ? -1 : 1
    if (opened >= 0) continue
    if (index > from) steps.push({ depth, html: html.slice(from, index) })
    depth--
    opened = 0
    from = index + tag.length
  }
  if (html.length > from) steps.push({ depth, html: html.slice(from) })
  return steps
}

/** The steps from `told` on, in fewer: words that follow words at the same place, for who was too slow for each. */
export function joined(steps: readonly Step[], told: number): readonly Step[] {
  const fewer: Step[] = []
  for (let at = told; at < steps.length; at++) {
    const step = steps[at]!
    const last = fewer.at(-1)
    if (last && last.depth === step.depth && !last.html.includes('<')) fewer[fewer.length - 1] = { ...step, html: last.html + step.html }
    else fewer.push(step)
  }
  return fewer
}
