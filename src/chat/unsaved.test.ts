import { describe, expect, it } from 'vitest'
import { createMemoryLog, endedLog } from '../turn/log.ts'
import type { TurnEvent } from '../turn/events.ts'
import { unsavedAnswer } from './unsaved.ts'

const AT = new Date('2026-11-24T10:00:00Z')
const opening: TurnEvent = { type: 'session_id', session_id: 'c', user_message_id: 'q', message_id: 'a', model: 'fake' }
const words: TurnEvent[] = [
  opening,
  { type: 'reasoning', content: 'hm' },
  { type: 'content', content: 'one ' },
  { type: 'content', content: 'two' },
]

describe('an answer that the database did not take', () => {
  it('is known from its log alone', () => {
    const log = endedLog([...words, { type: 'error', reason: 'not_saved', detail: {} }])
    expect(unsavedAnswer(log, 'u', AT)).toMatchObject({
      id: 'a',
      conversationId: 'c',
      userId: 'u',
      parentId: 'q',
      content: 'one two',
      reasoning: 'hm',
      status: 'failed',
      errorCode: 'not_saved',
      html: null,
    })
  })

  it('is no other: not one that runs, ended well, or failed and was saved', () => {
    const running = createMemoryLog()
    for (const event of words) running.append(event)
    expect(unsavedAnswer(running, 'u', AT)).toBeNull()
    expect(unsavedAnswer(endedLog([...words, { type: 'done', finish_reason: 'stop', status: 'complete' }]), 'u', AT)).toBeNull()
    expect(unsavedAnswer(endedLog([...words, { type: 'error', reason: 'upstream_broken', detail: {} }]), 'u', AT)).toBeNull()
  })
})
