/** The fake upstream in a process of its own, which tells its parent on request what it has sent. */
import type { FakeCall } from '../../src/test/upstream/call.ts'
import { startFakeUpstream } from '../../src/test/upstream/upstream.ts'

/** What one call was sent: when each of its tokens went out, ms since 1970. */
export type SentCall = { prompt: string; at: number; tokensAt: number[]; completed: boolean; aborted: boolean }

const tokensAt = new Map<FakeCall, number[]>()

function noteTokens(call: FakeCall): void {
  const times: number[] = []
  tokensAt.set(call, times)
  const send = call.send.bind(call)
  call.send = (...tokens) => {
    for (const _ of tokens) times.push(Date.now())
    return send(...tokens)
  }
}

const upstream = await startFakeUpstream({
  script: (call) => {
    noteTokens(call)
    return {}
  },
})

const report = (): SentCall[] =>
  upstream.calls.map((call) => ({
    prompt: call.prompt,
    at: call.at,
    tokensAt: tokensAt.get(call) ?? [],
    completed: call.completed,
    aborted: call.aborted,
  }))

process.on('disconnect', () => process.exit())
process.on('message', () => process.send?.(report()))
process.send?.(upstream.url)
