import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { streamDemo } from './demo.ts'
import { quoted } from './demoText.ts'

const never = new AbortController().signal

describe('the demo model', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  async function ask(question: string, options: { reasoning?: boolean } = {}) {
    const got = { content: '', reasoning: '', deltas: 0 }
    const asking = streamDemo(
      question,
      (kind, text) => {
        got[kind] += text
        got.deltas++
      },
      never,
      options,
    )
    await vi.advanceTimersByTimeAsync(60_000)
    return { ...got, outcome: await asking }
  }

  it('says first that there is no AI, in the language of the question', async () => {
    expect((await ask('Hello?')).content.split('\n')[0]).toContain('there is no AI behind it')
    expect((await ask('你好吗？')).content.split('\n')[0]).toContain('没有 AI')
  })

  it.each(['What is this?', '这是什么？'])('shows what answers can hold, and the question %s', async (question) => {
    const { content } = await ask(question)
    for (const part of [
      `\`\`\`text\n${question}\n\`\`\``,
      '\n## ',
      '\n- ',
      '\n| --- | --- |\n',
      '\n```ts\n',
      ' $a^2 + b^2 = c^2$',
      '\n$$\n',
    ]) {
      expect(content).toContain(part)
    }
  })

  it('reasons only when asked', async () => {
    expect((await ask('x')).reasoning).toBe('')
    const { reasoning } = await ask('x', { reasoning: true })
    expect(reasoning).toContain('nothing to think about')
  })

  it('streams fifty tokens a second by one timer', async () => {
    let deltas = 0
    const stop = new AbortController()
    const asking = streamDemo('x', () => deltas++, stop.signal)
    expect(vi.getTimerCount()).toBe(1)
    vi.advanceTimersByTime(1000)
    expect(deltas).toBe(50)
    stop.abort()
    await expect(asking).rejects.toMatchObject({ name: 'CallAborted', delivered: true })
    expect(vi.getTimerCount()).toBe(0)
  })

  it('reports an outcome like any other model', async () => {
    const { outcome } = await ask('Hello, demo')
    expect(outcome).toMatchObject({ finishReason: 'stop', model: 'demo', httpStatus: null, ttftMs: 20 })
    expect(outcome.usage).toBeNull()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('rejects when it was aborted before', async () => {
    await expect(streamDemo('x', () => {}, AbortSignal.abort())).rejects.toMatchObject({ delivered: false })
  })
})

describe('the quoted question', () => {
  it.each(['a', '```\n# out', '`````', '~~~', '$$x$$ | <b>'])('stays inside its fence: %j', (question) => {
    const lines = quoted(question).split('\n')
    const fence = /^`+/.exec(lines[0]!)![0]
    expect(lines.slice(1, -1).join('\n')).toBe(question)
    expect(lines.at(-1)).toBe(fence)
    expect(question).not.toContain(fence)
  })

  it('is cut at 2,000 characters, and no character in two', () => {
    expect(quoted('🙂'.repeat(3000))).toBe(`\`\`\`text\n${'🙂'.repeat(2000)}…\n\`\`\``)
  })
})
