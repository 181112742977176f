import { callOnce, type CallDeps } from './call.ts'
import { CallAborted, UpstreamFailed } from './failed.ts'
import { CallFault } from './fault.ts'
import { DEFAULT_LIMITS, type Limits } from './limits.ts'
import type { CallOutcome, ChatRequest, OnDelta, Upstream } from './llm.ts'
import { Meter } from './meter.ts'
import { Refused } from './refusal.ts'
import { nodeTransport, type Transport } from './transport.ts'

export type StreamDeps = {
  transport?: Transport
  limits?: Partial<Limits>
  /** a clock in milliseconds that never goes back */
  now?: () => number
}

/**
 * One streaming call to an OpenAI-compatible server. Resolves with a whole answer; rejects with
 * `UpstreamFailed`, or with `CallAborted` when `signal` ended it. Deltas given out before that stay valid.
 */
export async function streamChat(
  { transport = nodeTransport, limits, now = () => performance.now() }: StreamDeps,
  upstream: Upstream,
  request: ChatRequest,
  onDelta: OnDelta,
  signal: AbortSignal,
): Promise<CallOutcome> {
  const meter = new Meter(now)
  const deps: CallDeps = { transport, limits: { ...DEFAULT_LIMITS, ...limits }, meter }
  try {
    const answer = await withoutUsageIfRefused((askUsage) => callOnce(deps, { upstream, request, askUsage, onDelta }, signal))
    return { ...meter.report(), ...answer }
  } catch (error) {
    if (signal.aborted) throw new CallAborted(meter.report())
    if (error instanceof CallFault) throw new UpstreamFailed(error.fault, meter.report())
    throw error
  }
}

/** Some servers refuse the field that asks for usage: they are asked once more without it. */
async function withoutUsageIfRefused<T>(call: (askUsage: boolean) => Promise<T>): Promise<T> {
  try {
    return await call(true)
  } catch (error) {
    if (!(error instanceof Refused && error.usageRefused)) throw error
    return call(false)
  }
}
