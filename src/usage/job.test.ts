import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it, vi } from 'vitest'
import { silentLog } from '../log.ts'
import { startJob } from './job.ts'

const job = { name: 'test', everyMs: 5, pauseMs: 0 }

it('goes on while there is more to do, then waits', async () => {
  const step = vi.fn<() => Promise<boolean>>().mockResolvedValueOnce(true).mockResolvedValueOnce(true).mockResolvedValue(false)
  const stop = startJob(silentLog(), { ...job, everyMs: 60_000, step })
  await expect.poll(() => step.mock.calls.length).toBe(3)
  await stop()
})

it('tries again after a failure', async () => {
  const step = vi.fn<() => Promise<boolean>>().mockRejectedValueOnce(new Error('away')).mockResolvedValue(false)
  const stop = startJob(silentLog(), { ...job, step })
  await expect.poll(() => step.mock.calls.length).toBeGreaterThan(1)
  await stop()
})

it('is stopped when its last step is over, and makes no other', async () => {
  const { promise: end, resolve } = Promise.withResolvers<boolean>()
  const step = vi.fn<() => Promise<boolean>>(() => end)
  const stop = startJob(silentLog(), { ...job, step })
  await sleep(20)
  let isStopped = false
  const stopping = stop().then(() => (isStopped = true))
  await sleep(10)
  expect([isStopped, step.mock.calls.length]).toEqual([false, 1])
  resolve(true)
  await stopping
  await sleep(20)
  expect(step).toHaveBeenCalledTimes(1)
})
