import type { UsageRecord } from '../../src/usage/service.ts'

/** For tests: a call that went well. */
export const sampleRecord = (over: Partial<UsageRecord> = {}): UsageRecord => ({
  id: 'r1',
  createdAt: new Date('2026-11-22T14:10:00Z'),
  userId: 'u1',
  username: 'lin',
  model: 'fake',
  keyLabel: 'first key',
  source: 'web',
  purpose: 'answer',
  status: 'complete',
  estimated: false,
  promptTokens: 12_406,
  cachedTokens: 9_728,
  completionTokens: 3_118,
  reasoningTokens: 0,
  totalTokens: 15_524,
  cost: 10_704,
  currency: 'CNY',
  ttftMs: 312,
  durationMs: 4_210,
  conversationId: 'c1',
  messageId: 'm1',
  requestId: 'request-1',
  ...over,
})
