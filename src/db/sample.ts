import { newId } from '../ids.ts'
import type { NewRow } from './store.ts'

/** Rows for tests: complete, and unlike each other where they have to be. */
const now = new Date('2026-11-22T08:30:15.123Z')
const times = { createdAt: now, updatedAt: now }

export function sampleUser(part: Partial<NewRow<'users'>> = {}): NewRow<'users'> {
  const id = newId()
  return { id, username: id, usernameKey: id, ...times, ...part }
}

export function sampleConversation(userId: string, part: Partial<NewRow<'conversations'>> = {}): NewRow<'conversations'> {
  return { id: newId(), userId, title: 'Hello', titleSource: 'question', ...times, ...part }
}

type Owned = { id: string; userId: string }

export function sampleMessage({ id: conversationId, userId }: Owned, part: Partial<NewRow<'messages'>> = {}): NewRow<'messages'> {
  return { id: newId(), conversationId, userId, role: 'user', content: 'Hello', status: 'complete', ...times, ...part }
}

export function sampleFile(userId: string, part: Partial<NewRow<'files'>> = {}): NewRow<'files'> {
  const kind = { fileSize: 5, fileType: 'text/plain', fileExtension: 'txt' }
  return { id: newId(), userId, filename: 'a.txt', ...kind, storageKey: 'a', contentHash: 'a', status: 'ready', ...times, ...part }
}

export function sampleUsage(part: Partial<NewRow<'tokenUsage'>> = {}): NewRow<'tokenUsage'> {
  const by = { model: 'demo', keyLabel: 'first', source: 'web', requestId: 'r', currency: 'CNY' } as const
  return { id: newId(), ...by, status: 'complete', createdAt: now, ...part }
}
