import { FrameReader, toChatFrame } from './frames.ts'
import type { Send, SendOptions, TestApp } from './makeApp.ts'

/** Starts a turn whose upstream the test plays by hand: a question over `/api/chat`, or whatever else begins an answer. */
export async function startManual(test: TestApp, send: Send, body: Record<string, unknown>, path = '/api/chat', options: SendOptions = {}) {
  test.upstream.script({ manual: true })
  const taken = test.upstream.nextCall()
  const response = await send(path, { json: body, ...options })
  const call = await taken
  const reader = new FrameReader(response)
  const first = await reader.next()
  if (!first) throw new Error('no first frame')
  const opening = toChatFrame(first)
  const [messageId, sessionId] = [String(opening.message_id), String(opening.session_id)]
  return { call, reader, opening, messageId, sessionId, questionId: String(opening.user_message_id) }
}

/** Asks, lets the upstream say these words, and answers the ids. */
export async function askAndEnd(test: TestApp, send: Send, body: Record<string, unknown>, words: string, path = '/api/chat') {
  const turn = await startManual(test, send, body, path)
  await turn.call.send(words)
  await turn.call.finish()
  await turn.reader.all()
  return turn
}
