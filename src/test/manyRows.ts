import { sampleConversation, sampleMessage, sampleUsage, sampleUser } from '../db/sample.ts'
import type { Database, NewRow, TableName } from '../db/store.ts'
import { newId } from '../ids.ts'

type Rows = { [Name in TableName]?: NewRow<Name>[] }

const CURRENCIES = ['CNY', 'USD']
const HOUR_MS = 3_600_000

const figures = {
  requests: 1,
  failed: 0,
  promptTokens: 100,
  cachedTokens: 50,
  completionTokens: 10,
  reasoningTokens: 0,
  totalTokens: 110,
  cost: 25,
}

/** One row of each table that pages show, of others than those before it: its own user, group, model, key, conversation, day. */
function oneOfEach(owner: string, number: number, now: number): Rows {
  const at = new Date(now - number * HOUR_MS)
  const day = new Date(now - number * 24 * HOUR_MS).toISOString().slice(0, 10)
  const times = { createdAt: at, updatedAt: at }
  const [group, key, model, provider, invite] = Array.from({ length: 5 }, () => newId()) as [string, string, string, string, string]
  const user = sampleUser({ username: `member ${number}`, usernameKey: `member ${number}`, groupId: group, lastLoginAt: at, ...times })
  const talk = sampleConversation(owner, { title: `Talk ${number}`, ...times })
  const answer = sampleMessage(talk, { role: 'assistant', ...times })
  const currency = CURRENCIES[number % CURRENCIES.length] ?? ''
  const by = { keyId: key, keyLabel: `Key ${number}`, modelId: model, model: `model-${number}`, currency, createdAt: at, settledAt: at }
  const calls = [owner, user.id].flatMap((userId) => {
    const settled = { userId, ...by, conversationId: talk.id, ttftMs: 200 + number, durationMs: 900, promptTokens: 100, totalTokens: 110 }
    const failed = sampleUsage({ ...settled, status: 'failed', requestId: newId() })
    return [sampleUsage({ ...settled, completionTokens: 10, requestId: newId(), cost: 25 }), failed]
  })
  const open = sampleUsage({ userId: user.id, ...by, settledAt: null, status: 'open', requestId: newId() })
  const session = { data: '{}', userAgent: 'Firefox', ip: '192.0.2.1', lastSeenAt: at, expiresAt: new Date(now + 24 * HOUR_MS) }
  const token = { id: newId(), name: `Token ${number}`, scopes: ['read'], createdAt: at }
  const summed = { model: by.model, currency }
  return {
    userGroups: [{ id: group, name: `Group ${number}`, nameKey: `group ${number}`, ...times }],
    users: [user],
    sessions: [owner, user.id].map((userId) => ({ idHash: newId(), userId, ...session, createdAt: at })),
    apiTokens: [
      { ...token, userId: owner },
      { ...token, id: newId(), userId: user.id },
    ],
    invites: [{ id: invite, codeHash: newId(), createdBy: owner, createdAt: at }],
    inviteUses: [{ inviteId: invite, userId: user.id, usedAt: at }],
    identityProviders: [
      { id: provider, name: `Provider ${number}`, issuer: `https://${number}.example`, clientId: 'a', scopes: 'openid', ...times },
    ],
    identities: [owner, user.id].map((userId) => ({ providerId: provider, subject: newId(), userId, label: `I ${number}`, createdAt: at })),
    apiKeys: [
      {
        id: key,
        label: by.keyLabel,
        provider: `vendor-${number}`,
        baseUrl: 'https://vendor.example/v1',
        last4: '0001',
        models: [by.model],
        ...times,
      },
    ],
    models: [
      {
        id: model,
        name: `Model ${number}`,
        upstreamId: by.model,
        provider: `vendor-${number}`,
        contextTokens: 64_000,
        abilities: {},
        params: {},
        prices: [{ currency, input: 1_000_000, cached_input: 100_000, output: 2_000_000, from: '2026-01-01T00:00:00.000Z' }],
        audience: { groupIds: [group], userIds: [user.id, owner] },
        position: number,
        ...times,
      },
    ],
    conversations: [talk],
    messages: [sampleMessage(talk, times), answer],
    tokenUsage: [...calls, open],
    usageQueue: calls.slice(0, 2).map(({ id }) => ({ usageId: id })),
    usageDays: [owner, user.id].map((userId) => ({ userId, day, ...summed, ...figures })),
    usageMonths: [owner, user.id].map((userId) => ({ userId, month: `20${10 + number}-01`, currency, ...figures })),
    usageTotals: [{ day, ...summed, keyId: key, keyLabel: by.keyLabel, ...figures }],
    firstTokens: [{ day, model: by.model, keyId: key, bucket: number, calls: 1 }],
    proxyLogs: calls.map(({ id, requestId, userId, keyId, keyLabel, model: name, status }) => ({
      id,
      requestId,
      userId: userId ?? null,
      keyId: keyId ?? null,
      keyLabel,
      model: name,
      status,
      durationMs: 900,
      createdAt: at,
    })),
    auditLog: [
      {
        id: newId(),
        at,
        actorId: user.id,
        actorName: user.username,
        action: 'user.change',
        target: `user ${user.username}`,
        ip: '192.0.2.1',
        requestId: 'r',
      },
    ],
  }
}

/** Rows `from` to `to` of everything that pages show, half of it the owner's, the last named first. */
export async function addRows(
  { db, t, d }: Database,
  owner: string,
  { from, to, now }: { from: number; to: number; now: number },
): Promise<void> {
  for (let number = from; number <= to; number++) {
    for (const [name, rows] of Object.entries(oneOfEach(owner, number, now))) {
      await d.insert(db, t[name as TableName] as typeof t.users, rows as NewRow<'users'>[])
    }
  }
}
