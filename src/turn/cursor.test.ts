import { describe, expect, it } from 'vitest'
import { Cursor, ID_SPAN, MADE_ANEW } from './cursor.ts'
import type { TurnEvent } from './events.ts'
import { createMemoryLog, endedLog, type TurnLog } from './log.ts'

const opening: TurnEvent = { type: 'session_id', session_id: 's', user_message_id: 'q', message_id: 'a', model: 'm' }
const done: TurnEvent = { type: 'done', finish_reason: 'stop', status: 'complete' }
const word = (content: string): TurnEvent => ({ type: 'content', content })

function logOf(...events: TurnEvent[]) {
  const log = createMemoryLog()
  for (const event of events) log.append(event)
  return log
}

/** All that is there, as `id: what`. */
function read(cursor: Cursor): string[] {
  const all: string[] = []
  for (let event = cursor.next(); event; event = cursor.next()) {
    const what = event.type === 'content' ? event.content : event.type
    all.push(`${cursor.id}: ${what}${'restarted' in event ? ' again' : ''}`)
  }
  return all
}

describe('a reader of a log', () => {
  it('gets every entry once, under ids that rise by one', () => {
    const log = logOf(opening, word('one'))
    const cursor = new Cursor(log)
    expect(read(cursor)).toEqual(['1: session_id', '2: one'])
    log.append(word('two'))
    expect(cursor.ended).toBe(false)
    log.append(done)
    expect(read(cursor)).toEqual(['3: two', '4: done'])
    expect(cursor.ended).toBe(true)
  })

  it('goes on after any id', () => {
    const log = logOf(opening, word('one'), word('two'), done)
    expect([1, 2, 3].map((id) => read(new Cursor(log, id)))).toEqual([['2: one', '3: two', '4: done'], ['3: two', '4: done'], ['4: done']])
  })

  it('is told the end once more when it has everything', () => {
    expect(read(new Cursor(logOf(opening, word('one'), done), 3))).toEqual(['3: done'])
  })

  it('waits where it has more than has arrived here', () => {
    const log = logOf(opening)
    const cursor = new Cursor(log, 3)
    for (const text of ['one', 'two', 'three']) log.append(word(text))
    expect(read(cursor)).toEqual(['4: three'])
  })

  it('is told the end also with an id that nobody gave out', () => {
    expect(read(new Cursor(logOf(opening, word('one'), done), 9))).toEqual(['3: done'])
    const log = logOf(opening)
    const cursor = new Cursor(log, 9)
    expect(read(cursor)).toEqual([])
    log.append(done)
    expect(cursor.ended).toBe(false)
    expect(read(cursor)).toEqual(['2: done'])
    expect(cursor.ended).toBe(true)
  })

  it('begins again with an id of an earlier turn of the same answer, or of a log that was made anew', () => {
    const log = createMemoryLog(ID_SPAN + 1)
    for (const event of [opening, word('old and new'), done]) log.append(event)
    const all = [`${ID_SPAN + 1}: session_id again`, `${ID_SPAN + 2}: old and new`, `${ID_SPAN + 3}: done`]
    expect(read(new Cursor(log, 2))).toEqual(all)
    expect(read(new Cursor(log, MADE_ANEW + 2))).toEqual(all)
    expect(read(new Cursor(log, ID_SPAN + 2))).toEqual([`${ID_SPAN + 3}: done`])
    expect(read(new Cursor(logOf(opening, done), ID_SPAN + 2))).toEqual(['1: session_id again', '2: done'])
  })
})

describe('a log that was made anew', () => {
  const anew = endedLog([opening, word('all'), done])

  it('has ids of its own, which no other log takes for its own', () => {
    expect(read(new Cursor(anew))).toEqual([`${MADE_ANEW + 1}: session_id`, `${MADE_ANEW + 2}: all`, `${MADE_ANEW + 3}: done`])
    expect(read(new Cursor(anew, MADE_ANEW + 2))[0]).toBe(`${MADE_ANEW + 1}: session_id again`)
  })

  it('begins again for who knows ids of the first one', () => {
    expect(read(new Cursor(anew, 2))).toHaveLength(3)
    expect(read(new Cursor(anew, 2))[0]).toContain('again')
  })

  const forkedAt = (exact: number): TurnLog => ({ ...endedLog([opening, word('one'), word('saved'), done]), exact })

  it('goes on for a reader who has no more than was there before', () => {
    const cursor = new Cursor(forkedAt(2), 2)
    expect(read(cursor)).toEqual([`${MADE_ANEW + 3}: saved`, `${MADE_ANEW + 4}: done`])
    expect(cursor.ended).toBe(true)
  })

  it('begins again for a reader who has something that was lost', () => {
    expect(read(new Cursor(forkedAt(2), 3))[0]).toBe('1: session_id again')
    expect(read(new Cursor(forkedAt(2), 4))).toHaveLength(4)
  })

  it('begins again for all when it says something else', () => {
    let events: TurnEvent[] = [opening, word('one')]
    const log: TurnLog = {
      get events() {
        return events
      },
      firstId: 1,
      exact: 0,
      ended: true,
      watch: () => () => {},
    }
    const cursor = new Cursor(log)
    expect(read(cursor)).toHaveLength(2)
    events = [opening, done]
    expect(cursor.ended).toBe(false)
    expect(read(cursor)).toEqual([`${MADE_ANEW + 1}: session_id again`, `${MADE_ANEW + 2}: done`])
    expect(cursor.ended).toBe(true)
  })
})
