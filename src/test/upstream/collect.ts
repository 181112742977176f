import { CallAborted, UpstreamFailed } from '../../llm/failed.ts'
import type { CallOutcome, ChatRequest, OnDelta } from '../../llm/llm.ts'
import { streamChat, type StreamDeps } from '../../llm/stream.ts'
import type { FakeUpstream } from './upstream.ts'

export type Collected = {
  content: string
  reasoning: string
  /** how many deltas came */
  deltas: number
  outcome: CallOutcome | null
  failure: UpstreamFailed | null
  aborted: CallAborted | null
}

type Options = StreamDeps & { key?: string | null; request?: Partial<ChatRequest>; signal?: AbortSignal; onDelta?: OnDelta }

/** One call against the fake, with everything that it gave out. */
export async function collect(
  { url }: Pick<FakeUpstream, 'url'>,
  { key = 'test-key', request, signal = new AbortController().signal, onDelta, ...deps }: Options = {},
): Promise<Collected> {
  const got: Collected = { content: '', reasoning: '', deltas: 0, outcome: null, failure: null, aborted: null }
  const ask: ChatRequest = { model: 'fake', messages: [{ role: 'user', content: 'hello' }], ...request }
  const take: OnDelta = (kind, text) => {
    got[kind] += text
    got.deltas++
    onDelta?.(kind, text)
  }
  try {
    got.outcome = await streamChat(deps, { baseUrl: url, apiKey: key }, ask, take, signal)
  } catch (error) {
    if (error instanceof UpstreamFailed) got.failure = error
    else if (error instanceof CallAborted) got.aborted = error
    else throw error
  }
  return got
}
