import { setTimeout as wait } from 'node:timers/promises'
import { contentOf, FrameReader, type ChatFrame, toChatFrame } from '../../src/test/frames.ts'
import type { Instance } from '../world/instance.ts'
import type { World } from '../world/world.ts'

/** Somebody who asked once, at one server, and reads to the end without ever coming back. */
export type Reading = { messageId: string; frames: Promise<ChatFrame[]> }

/** Sends a form, and resolves as soon as the answer has begun. */
export async function begin(instance: Instance, { user }: World, path: string, fields: Record<string, string>): Promise<Reading> {
  const body = new URLSearchParams(fields)
  const response = await fetch(`${instance.url}${path}`, { method: 'POST', headers: user.bearer, body })
  if (response.status !== 200) throw new Error(`${path} was answered by ${response.status}: ${await response.text()}`)
  const reader = new FrameReader(response)
  const opening = toChatFrame((await reader.next())!)
  const rest = reader.all().then((frames) => [opening, ...frames.map(toChatFrame)])
  // who wants to know waits for it; a server that is killed breaks it off
  rest.catch(() => {})
  return { messageId: String(opening.message_id), frames: rest }
}

/** What a reader was told in the end: the text, and how it ended. */
export async function told({ frames }: Reading): Promise<{ content: string; ending: string }> {
  const all = await frames
  const last = all.at(-1)
  return { content: contentOf(all), ending: String(last?.type === 'done' ? last.status : last?.code) }
}

/** Waits until it holds, or `ms` are over; answers how long that took, ms. */
export async function until(holds: () => Promise<boolean>, ms: number): Promise<number> {
  const began = Date.now()
  while (Date.now() - began < ms && !(await holds())) await wait(200)
  return Date.now() - began
}
