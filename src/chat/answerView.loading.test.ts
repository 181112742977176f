import { expect, it, vi } from 'vitest'
import { stringsFor } from '../../templates/i18n/index.ts'
import { createGrowing } from '../markdown/markdown.ts'
import type { Growing } from '../markdown/growing.ts'
import { createMemoryLog, type WritableTurnLog } from '../turn/log.ts'
import { type AnswerView, createAnswerView } from './answerView.ts'
import { renderOptions } from './views.ts'

const options = renderOptions('1', stringsFor('en'))
const growAnswer = vi.hoisted(() => vi.fn<() => Promise<Growing>>())
vi.mock('./rendering.ts', async (original) => ({ ...(await original<object>()), growAnswer }))

const untilEnded = (view: AnswerView) => new Promise<void>((resolve) => view.watch(() => view.ended && resolve()))

function say(log: WritableTurnLog): void {
  log.append({ type: 'content', content: 'text' })
  log.append({ type: 'done', finish_reason: 'stop', status: 'complete' })
}

it('ends without HTML of its own where nothing can be rendered, and takes nobody down', async () => {
  growAnswer.mockRejectedValue(new Error('not built'))
  const log = createMemoryLog()
  const view = createAnswerView(log, options, 1)
  const ended = untilEnded(view)
  say(log)
  await ended
  expect([view.whole, view.closed]).toEqual([false, []])
})

it('ends also when the answer was over before the renderer was loaded', async () => {
  const loaded = Promise.withResolvers<Growing>()
  const asked = Promise.withResolvers<void>()
  growAnswer.mockImplementation(() => {
    asked.resolve()
    return loaded.promise
  })
  const log = createMemoryLog()
  const view = createAnswerView(log, options, 1)
  const ended = untilEnded(view)
  log.append({ type: 'content', content: 'first ' })
  await asked.promise
  say(log)
  loaded.resolve(createGrowing(options))
  await ended
  expect(view.whole).toBe(true)
  expect(view.closed.join('')).toContain('text')
})

it('tries again only after a while where nothing can be rendered', async () => {
  vi.useFakeTimers()
  growAnswer.mockReset()
  growAnswer.mockRejectedValue(new Error('not built'))
  const log = createMemoryLog()
  createAnswerView(log, options).watch(() => {})
  log.append({ type: 'content', content: 'text' })
  await vi.advanceTimersByTimeAsync(350)
  vi.useRealTimers()
  expect(growAnswer).toHaveBeenCalledTimes(4)
})
