/** Where a call goes. The key is plain here and nowhere else. */
export type Upstream = {
  /** `/chat/completions` and `/models` are appended */
  baseUrl: string
  apiKey: string | null
  headers?: Readonly<Record<string, string>>
}

export type ChatMessage = {
  role: 'system' | 'user' | 'assistant'
  content: string
  /** of an earlier answer, where the model's server wants its thoughts back */
  reasoning?: string
}

export type ChatRequest = {
  /** the upstream's name of the model */
  model: string
  messages: readonly ChatMessage[]
  /** undefined: the model's own default; only sent where `thinking` says how */
  reasoning?: boolean
  /** how this model's server takes the thinking switch */
  thinking?: 'deepseek' | 'effort' | 'none'
  maxOutputTokens?: number
  /** further fields of the request body, from the model's settings */
  params?: Readonly<Record<string, unknown>>
}

export type DeltaKind = 'content' | 'reasoning'

/** Called synchronously for each delta, in order; must not throw. */
export type OnDelta = (kind: DeltaKind, text: string) => void

/** Tokens as the upstream counted them. */
export type TokenCount = {
  promptTokens: number
  cachedTokens: number
  completionTokens: number
  /** part of completionTokens */
  reasoningTokens: number
}

export type FinishReason = 'stop' | 'length' | 'content_filter' | 'insufficient_system_resource' | 'other'

export type CallReport = {
  httpStatus: number | null
  /** milliseconds from the call to the first delta; null when there was none */
  ttftMs: number | null
  durationMs: number
  bytesOut: number
  bytesIn: number
  usage: TokenCount | null
}

/** A whole answer: it had a finish reason or the stream's own end mark. */
export type CallOutcome = CallReport & { finishReason: FinishReason; model: string | null }
