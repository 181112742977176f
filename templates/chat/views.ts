import type { ErrorDetail, Reason } from '../../src/errors.ts'
import type { FinishReason } from '../../src/llm/llm.ts'

export type MessageStatus = 'streaming' | 'complete' | 'stopped' | 'interrupted' | 'failed'

/** One message as a page shows it. */
export type MessageView = {
  id: string
  role: 'user' | 'assistant'
  /** the text as it was written; what a question shows */
  content: string
  /** an answer's safe HTML: finished blocks, each in its own `<div data-block>` */
  html: string
  /** while streaming: safe HTML of the block that still grows */
  openHtml?: string
  /** while streaming: how many finished blocks `html` holds */
  blocks?: number
  reasoning: string | null
  reasoningMs: number | null
  status: MessageStatus
  modelName: string | null
  finishReason: FinishReason | null
  /** `code`: a reason of `src/errors.ts`; `message` is shown when the code is not known here */
  error: { code: string; message: string } | null
  /** of the whole call; null while unknown */
  tokens: number | null
  estimated: boolean
  /** the messages at the same place, in the order of their making, itself among them */
  siblings: readonly string[]
  /** the model can be asked for the rest of it */
  isCutShort: boolean
  /** how many earlier messages the model was not sent as they are; `isSummarised`: it was told a summary of them */
  leftOut: number
  isSummarised: boolean
  /** fresh for every page: the same one again is the same answer, or the same rest of one */
  clientIds: { retry: string; continuation: string }
  createdAt: Date
}

export type ModelOption = {
  id: string
  name: string
  note: string | null
  /** the thinking switch makes sense for it */
  thinks: boolean
}

export type ConversationItem = {
  id: string
  title: string
  updatedAt: Date
  /** an answer is being written in it */
  running: boolean
}

/** `upstream`: a key exists; `demo`: the built-in model answers; `none`: nothing answers */
export type Service = 'upstream' | 'demo' | 'none'

export type ComposerView = {
  /** fresh for every page: the same one again is the same question */
  clientId: string
  /** under which the last question of the conversation was asked */
  takenId?: string | null
  /** the message that the next question follows; null at the beginning */
  parentId: string | null
  /** the answer that is being written in this conversation */
  runningId: string | null
  models: readonly ModelOption[]
  modelId: string | null
  reasoning: boolean
  /** text that is kept after a refusal, or asked for by `?q=` */
  draft?: string
}

export type ConversationView = {
  id: string
  title: string
}

export type MainView = {
  /** null: a new chat */
  conversation: ConversationView | null
  messages: readonly MessageView[]
  /** the message before which there are more; null: the first is shown */
  earlierId: string | null
  /** these are not the newest: the page is for reading, without a composer */
  hasLater: boolean
  composer: ComposerView
  service: Service
  notice?: DockNoticeView
}

export type SidebarView = {
  conversations: readonly ConversationItem[]
  /** of the next page; null on the last one */
  nextCursor: string | null
  currentId: string | null
}

/** What stands above the composer after a refusal. */
export type DockNoticeView = {
  reason: Reason
  /** `seconds` of `rate_limited`: until the next question may be sent */
  detail: ErrorDetail
  /** the page that signing in leads back to */
  back?: string | undefined
}
