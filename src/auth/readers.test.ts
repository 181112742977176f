import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { silentLog } from '../log.ts'
import { loudLog } from '../test/loudLog.ts'
import { type Access, createReaders, type Readers } from './readers.ts'

const accessOf = (id: string, sessionId = `session of ${id}`): Access => ({ id, epoch: 0, sessionId, tokenId: null })

let ended: Set<string>
let asked: string[][]
let readers: Readers

beforeEach(() => {
  vi.useFakeTimers()
  ended = new Set()
  asked = []
  const findStanding = async (accesses: readonly Access[]) => {
    asked.push(accesses.map(({ id }) => id))
    const known = new Set(accesses)
    return (access: Access) => known.has(access) && !ended.has(access.id)
  }
  readers = createReaders({ findStanding, log: silentLog() })
})
afterEach(() => vi.useRealTimers())

function read(access: Access): { cutOff: () => void; leave: () => void } {
  const cutOff = vi.fn(() => leave())
  const leave = readers.of(access, null).enter(cutOff)
  return { cutOff, leave }
}

it('asks once for all, and cuts off within five seconds whose right has ended', async () => {
  const [alice, bob] = [read(accessOf('alice')), read(accessOf('bob'))]
  ended.add('alice')
  await vi.advanceTimersByTimeAsync(5_000)
  expect(alice.cutOff).toHaveBeenCalledOnce()
  expect(bob.cutOff).not.toHaveBeenCalled()
  expect(asked).toEqual([['alice', 'bob']])
  expect(readers.size).toBe(1)
})

it('asks nothing while nobody reads', async () => {
  read(accessOf('alice')).leave()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(asked).toEqual([])
  expect(vi.getTimerCount()).toBe(0)
})

it('ends the streams of a session at once, and no others', () => {
  const [here, there] = [read(accessOf('alice', 'here')), read(accessOf('alice', 'there'))]
  readers.endSession('here')
  expect(here.cutOff).toHaveBeenCalledOnce()
  expect(there.cutOff).not.toHaveBeenCalled()
})

it('looks at the streams of a user who has changed at once', async () => {
  const [alice, bob] = [read(accessOf('alice')), read(accessOf('bob'))]
  ended.add('alice').add('bob')
  readers.recheck('alice')
  await vi.advanceTimersByTimeAsync(0)
  expect(alice.cutOff).toHaveBeenCalledOnce()
  expect(bob.cutOff).not.toHaveBeenCalled()
  readers.recheck('carol')
  expect(asked).toEqual([['alice']])
})

it('cuts off nobody who came while the question was on its way', async () => {
  read(accessOf('alice'))
  const asking = vi.advanceTimersByTimeAsync(3_000)
  const bob = read(accessOf('bob'))
  await asking
  expect(bob.cutOff).not.toHaveBeenCalled()
})

it('lets streams go on while the database is away, says so once, and asks again', async () => {
  const { log, lines } = loudLog()
  let isAway = true
  const findStanding = async () => {
    if (isAway) throw new Error('the database is away')
    return () => false
  }
  readers = createReaders({ findStanding, log })
  const { cutOff } = read(accessOf('alice'))
  await vi.advanceTimersByTimeAsync(30_000)
  expect(cutOff).not.toHaveBeenCalled()
  expect(lines.filter((line) => line.includes('cannot be told'))).toHaveLength(1)
  isAway = false
  await vi.advanceTimersByTimeAsync(3_000)
  expect(cutOff).toHaveBeenCalledOnce()
})
