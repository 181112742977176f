import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { loudLog } from '../test/loudLog.ts'
import { watchDatabase } from './availability.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const gone = new Error('Failed query: insert … params: a secret text', { cause: new Error('connect ECONNREFUSED') })

function setup() {
  const { log, lines } = loudLog()
  const ping = vi.fn<() => Promise<void>>().mockRejectedValue(gone)
  const said = () => lines.map((line) => JSON.parse(line) as { level: number; reason?: string; msg: string })
  return { ping, said, lines, ...watchDatabase({ ping }, log) }
}

it('says once that the database is away, and why, however many notice; and once that it is back', async () => {
  const { lost, ping, said, lines } = setup()
  for (let times = 0; times < 50; times++) lost(gone)
  await vi.advanceTimersByTimeAsync(5_000)
  lost(gone)
  expect(said()).toMatchObject([{ level: 40, reason: 'connect ECONNREFUSED' }])
  expect(ping).toHaveBeenCalledTimes(5)
  ping.mockResolvedValue()
  await vi.advanceTimersByTimeAsync(1_000)
  expect(said()).toMatchObject([{ level: 40 }, { level: 30, msg: 'The database is back' }])
  expect(lines.join('')).not.toContain('secret')
})

it('looks no more once it is back, and says it again the next time', async () => {
  const { lost, ping, said } = setup()
  ping.mockResolvedValue()
  for (let times = 0; times < 2; times++) {
    lost(gone)
    await vi.advanceTimersByTimeAsync(10_000)
  }
  expect(ping).toHaveBeenCalledTimes(2)
  expect(said().map(({ level }) => level)).toEqual([40, 30, 40, 30])
})
