import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { stringsFor } from '../../templates/i18n/index.ts'
import { sampleMessage } from '../../templates/samples.ts'
import { createMemoryLog } from '../turn/log.ts'
import { createAnswerView } from './answerView.ts'
import { htmlSource } from './htmlStream.tsx'
import { renderAnswer } from './rendering.ts'
import { renderOptions } from './views.ts'

const t = stringsFor('en')

// the clock of the tests does not wait for the renderer to be loaded
beforeAll(() => renderAnswer('text', renderOptions('m1', t)))
beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function setup() {
  const log = createMemoryLog()
  const view = createAnswerView(log, renderOptions('m1', t))
  const follow = (from = 0) => {
    const source = htmlSource({ t, messageId: 'm1', view, from, final: async (html = '') => sampleMessage({ id: 'm1', html }) })
    source.watch(() => {})
    return source
  }
  const say = async (content: string) => {
    log.append({ type: 'content', content })
    await vi.advanceTimersByTimeAsync(100)
  }
  const think = async (content: string) => {
    log.append({ type: 'reasoning', content })
    await vi.advanceTimersByTimeAsync(100)
  }
  return { log, follow, say, think }
}

describe('frames of an answer', () => {
  it('are bare text while words only go on', async () => {
    const { follow, say } = setup()
    const source = follow()
    await say('one')
    expect(source.read(1_000)).toBe(
      'id: 0\ndata: <hx-partial hx-target="previous [data-open]" hx-swap="innerMorph"><p>one</p></hx-partial>\n\n',
    )
    await say(' <two>')
    await say(' **three')
    expect(source.read(1_000)).toBe('data: 1  &lt;two&gt; <strong>three\n\n')
    expect(source.read(1_000)).toBe('')
  })

  it('bring finished blocks once, with the number of them as the id', async () => {
    const { follow, say } = setup()
    const source = follow()
    await say('one')
    source.read(1_000)
    await say('\n\ntwo')
    expect(source.read(1_000)).toBe(
      'id: 1\ndata: <hx-partial hx-target="previous [data-open]" hx-swap="outerHTML"><div data-block><p>one</p></div><div data-open><p>two</p></div></hx-partial>\n\n',
    )
  })

  it('begin with a whole state for who comes later, from the blocks that he has', async () => {
    const { follow, say } = setup()
    const first = follow()
    await say('one\n\ntwo')
    await say(' more')
    first.read(1_000)
    const late = follow(1)
    expect(late.read(1_000)).toContain('hx-swap="innerMorph"><p>two more</p>')
    await say(' words')
    expect(late.read(1_000)).toBe('data: 1  words\n\n')
    expect(first.read(1_000)).toBe('data: 1  words\n\n')
    expect(follow(7).read(1_000)).toContain('hx-target="#b-m1" hx-swap="innerMorph"')
  })

  it('bring all of the thinking first, then what is new of it as text', async () => {
    const { follow, think } = setup()
    const source = follow()
    await think('Hm')
    expect(source.read(1_000)).toContain('hx-target="#t-m1"')
    await think(' <b>')
    expect(source.read(1_000)).toBe('event: thinking\ndata:  &lt;b&gt;\n\n')
  })

  it('say that they come late, and take it back when they no longer do', async () => {
    const { log, follow, say } = setup()
    const source = follow()
    await say('one')
    source.read(1_000)
    log.append({ type: 'delayed' })
    await vi.advanceTimersByTimeAsync(100)
    expect(source.read(1_000)).toContain(t.state.delayed)
    await say(' two')
    expect(source.read(1_000)).toBe('data: 1  two\n\n')
    log.append({ type: 'in_time' })
    await vi.advanceTimersByTimeAsync(100)
    expect(source.read(1_000)).toContain('<hx-partial hx-target="#notices" hx-swap="innerHTML"></hx-partial>')
  })

  it('end with the whole message', async () => {
    const { log, follow, say } = setup()
    const source = follow()
    await say('one')
    log.append({ type: 'done', finish_reason: 'stop', status: 'complete' })
    await vi.advanceTimersByTimeAsync(1)
    source.read(1_000)
    await vi.advanceTimersByTimeAsync(1)
    expect(source.read(1_000)).toContain('<div data-block><p>one</p></div>')
    expect(source.ended).toBe(true)
  })
})
