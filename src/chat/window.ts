import { AppError } from '../errors.ts'
import { estimateMessage } from '../llm/estimate.ts'
import type { ChatMessage } from '../llm/llm.ts'
import type { ModelChoice } from '../upstreams/service.ts'

export type WindowModel = Pick<ModelChoice, 'name' | 'contextTokens' | 'maxOutputTokens'>

/** part of the window that is kept for the answer, where the model can write as much */
const FOR_ANSWER = 1 / 4
/** part that is never filled: an estimate is no count */
const MARGIN = 1 / 10
/** part of the room that is filled after something was left out: the next turns begin with the same bytes, up to the brim */
const REFILL = 0.7
/** part of the room that a summary may take, and its most tokens */
const FOR_SUMMARY = 1 / 10
const LONGEST_SUMMARY = 2_000

/** Tokens that the model can be told: its window, less the room for its answer. */
export function roomOf({ contextTokens, maxOutputTokens }: WindowModel): number {
  const forAnswer = Math.min(maxOutputTokens ?? Number.POSITIVE_INFINITY, contextTokens * FOR_ANSWER)
  return Math.floor(contextTokens - Math.max(forAnswer, contextTokens * MARGIN))
}

export const summaryTokensOf = (model: WindowModel): number => Math.min(LONGEST_SUMMARY, Math.floor(roomOf(model) * FOR_SUMMARY))

/** Tokens of messages, as this model's server counts them. */
export const tokensOf = (messages: readonly ChatMessage[], tokenRatio: number): number =>
  Math.ceil(messages.reduce((sum, message) => sum + estimateMessage(message), 0) * tokenRatio)

export const sumOf = (sizes: readonly number[]): number => sizes.reduce((sum, size) => sum + size, 0)

export type Window = {
  /** tokens for all turns together */
  room: number
  /** how many turns the last request had left out: this one begins where that did, for as long as it can */
  before: number
}

/** The first turn that the model is told; the newest always is. A good piece is left out at once, and then nothing for many turns. */
export function firstTold(sizes: readonly number[], { room, before }: Window): number {
  const last = Math.max(0, sizes.length - 1)
  const start = Math.min(before, last)
  const all = sumOf(sizes)
  if (all <= (start === 0 ? room : room * REFILL)) return 0
  let left = sumOf(sizes.slice(start))
  if (left <= room) return start
  let first = start
  while (first < last && left > room * REFILL) left -= sizes[first++] ?? 0
  return first
}

export type Model = { route: { model: WindowModel }; tokenRatio: number }

/** Refuses what the model cannot be told even alone. Throws `question_too_large`. */
export function refuseTooLarge(
  { route: { model }, tokenRatio }: Model,
  system: readonly ChatMessage[],
  question: readonly ChatMessage[],
): void {
  const limit = Math.max(0, roomOf(model) - tokensOf(system, tokenRatio))
  const actual = tokensOf(question, tokenRatio)
  if (actual <= limit) return
  const figures = { actual: about(actual, Math.ceil), limit: about(limit, Math.floor) }
  throw new AppError('question_too_large', { field: 'message', ...figures, model: model.name })
}

/** A number in two figures; what is compared is rounded apart, so that the larger one still looks it. */
function about(tokens: number, round: (value: number) => number): number {
  const step = 10 ** Math.max(0, String(tokens).length - 2)
  return round(tokens / step) * step
}
