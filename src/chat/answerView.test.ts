import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { stringsFor } from '../../templates/i18n/index.ts'
import { createMemoryLog } from '../turn/log.ts'
import { AnswerViews, createAnswerView } from './answerView.ts'
import { Pace } from './pace.ts'
import { renderAnswer } from './rendering.ts'
import { renderOptions } from './views.ts'

const options = renderOptions('1', stringsFor('en'))

// the clock of the tests does not wait for the renderer to be loaded
beforeAll(() => renderAnswer('text', options))
beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function setup() {
  const log = createMemoryLog()
  const view = createAnswerView(log, options)
  const say = (content: string) => log.append({ type: 'content', content })
  return { log, view, say }
}

describe('an answer as HTML', () => {
  it('is not rendered while nobody looks', async () => {
    const { view, say } = setup()
    say('text')
    await vi.advanceTimersByTimeAsync(1_000)
    expect(view.version).toBe(0)
    await view.refresh()
    expect(view.open).toContain('text')
  })

  it('shows the first words at once, and later ones together', async () => {
    const { view, say } = setup()
    const changed = vi.fn()
    view.watch(changed)
    say('one ')
    await vi.advanceTimersByTimeAsync(1)
    expect(changed).toHaveBeenCalledTimes(1)
    for (const word of ['two ', 'three ', 'four ']) {
      say(word)
      await vi.advanceTimersByTimeAsync(10)
    }
    await vi.advanceTimersByTimeAsync(70)
    expect(changed).toHaveBeenCalledTimes(2)
    expect(view.open).toContain('one two three four')
  })

  it('only ever adds finished blocks, and ends with all of them', async () => {
    const { log, view, say } = setup()
    view.watch(() => {})
    say('First.\n\nSec')
    await vi.advanceTimersByTimeAsync(1)
    const before = [...view.closed]
    expect(before).toHaveLength(1)
    say('ond.')
    log.append({ type: 'done', finish_reason: 'stop', status: 'complete' })
    await vi.advanceTimersByTimeAsync(100)
    expect(view.ended).toBe(true)
    expect(view.closed).toHaveLength(2)
    expect(view.closed[0]).toBe(before[0])
    expect(view.open).toBe('')
  })

  it('keeps the thinking apart', async () => {
    const { log, view, say } = setup()
    view.watch(() => {})
    log.append({ type: 'reasoning', content: 'hm' })
    await vi.advanceTimersByTimeAsync(1)
    expect([view.reasoning, view.open]).toEqual(['hm', ''])
    say('yes')
    await vi.advanceTimersByTimeAsync(100)
    expect(view.reasoning).toBe('hm')
    expect(view.open).toContain('yes')
  })

  it('is rendered ten times a second at most, however small the pieces', async () => {
    const { log, view, say } = setup()
    const changed = vi.fn()
    view.watch(changed)
    for (let n = 0; n < 5_000; n++) {
      say('w ')
      if (n % 5 === 4) await vi.advanceTimersByTimeAsync(1)
    }
    expect(changed.mock.calls.length).toBeGreaterThan(5)
    expect(changed.mock.calls.length).toBeLessThanOrEqual(11)
    log.append({ type: 'done', finish_reason: 'stop', status: 'complete' })
    await vi.advanceTimersByTimeAsync(1)
    expect(view.closed.join('')).toContain('w w w')
  })

  it('shows words with marks in them half as often as plain ones, and a finished block at once', async () => {
    const { view, say } = setup()
    const changed = vi.fn()
    view.watch(changed)
    const second = async (word: string) => {
      changed.mockClear()
      for (let n = 0; n < 50; n++) {
        say(word)
        await vi.advanceTimersByTimeAsync(20)
      }
      return changed.mock.calls.length
    }
    expect(await second('w ')).toBeGreaterThan(8)
    expect(await second('*w* ')).toBeLessThanOrEqual(7)
    say('*last*')
    await vi.advanceTimersByTimeAsync(200)
    expect(view.open).toMatch(/<em>last<\/em><\/p>$/)
    say(' *word*')
    await vi.advanceTimersByTimeAsync(100)
    say('\n\nnext')
    await vi.advanceTimersByTimeAsync(100)
    expect(view.open).toBe('<p>next</p>')
  })

  it('is shown less often while thousands of others are looked at', async () => {
    const pace = new Pace()
    const leave = Array.from({ length: 2_000 }, () => pace.enter())
    const log = createMemoryLog()
    const view = createAnswerView(log, options, 100, pace)
    const changed = vi.fn()
    view.watch(changed)
    const second = async () => {
      changed.mockClear()
      for (let n = 0; n < 20; n++) {
        log.append({ type: 'content', content: 'w ' })
        await vi.advanceTimersByTimeAsync(50)
      }
      return changed.mock.calls.length
    }
    expect(await second()).toBeLessThanOrEqual(5)
    for (const one of leave) one()
    await second()
    expect(await second()).toBeGreaterThan(8)
  })

  it('shows less often what has to be sent anew, the longer it is', async () => {
    const { view, say } = setup()
    const changed = vi.fn()
    view.watch(changed)
    say(`- ${'word '.repeat(300)}\n- two`)
    await vi.advanceTimersByTimeAsync(100)
    say('\n\n- three')
    await vi.advanceTimersByTimeAsync(100)
    expect(view.steps).toEqual([])
    changed.mockClear()
    say(' e')
    await vi.advanceTimersByTimeAsync(250)
    expect(changed).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(250)
    expect(changed).toHaveBeenCalledTimes(1)
  })

  it('tells how the open block went on', async () => {
    const { view, say } = setup()
    view.watch(() => {})
    say('one')
    await vi.advanceTimersByTimeAsync(1)
    const { steps } = view
    say(' two')
    await vi.advanceTimersByTimeAsync(100)
    say(' **three')
    await vi.advanceTimersByTimeAsync(100)
    expect(view.steps).toBe(steps)
    expect(view.steps.slice(-2)).toEqual([
      { depth: 1, html: ' two' },
      { depth: 1, html: ' <strong>three' },
    ])
    say('**\n\nfour')
    await vi.advanceTimersByTimeAsync(100)
    expect(view.steps).not.toBe(steps)
  })

  it('rests again when the last reader has left', async () => {
    const { view, say } = setup()
    const unwatch = view.watch(() => {})
    unwatch()
    say('unseen')
    await vi.advanceTimersByTimeAsync(1_000)
    expect(view.version).toBe(0)
  })

  it('is one for all readers of a language', () => {
    const { log } = setup()
    const views = new AnswerViews()
    expect(views.of(log, 'en', options)).toBe(views.of(log, 'en', options))
    expect(views.of(log, 'en', options)).not.toBe(views.of(log, 'zh-CN', options))
  })
})
