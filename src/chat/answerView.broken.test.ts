import { expect, it, vi } from 'vitest'
import { stringsFor } from '../../templates/i18n/index.ts'
import { createMemoryLog } from '../turn/log.ts'
import { createAnswerView } from './answerView.ts'
import { renderOptions } from './views.ts'

vi.mock('./rendering.ts', async (original) => ({ ...(await original<object>()), growAnswer: () => Promise.reject(new Error('not built')) }))

it('ends without HTML of its own where nothing can be rendered, and takes nobody down', async () => {
  const log = createMemoryLog()
  const view = createAnswerView(log, renderOptions('1', stringsFor('en')), 1)
  const ended = new Promise<void>((resolve) => view.watch(() => view.ended && resolve()))
  log.append({ type: 'content', content: 'text' })
  log.append({ type: 'done', finish_reason: 'stop', status: 'complete' })
  await ended
  expect([view.whole, view.closed]).toEqual([false, []])
})
