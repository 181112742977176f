import type { Strings } from '../../templates/i18n/index.ts'
import { findKeptAccount, type KeptAccount, type User } from '../auth/service.ts'
import { type OwnedConversation, ownedConversations } from '../chat/service.ts'
import type { Row } from '../db/store.ts'
import { AppError } from '../errors.ts'
import { recordsOf } from '../usage/service.ts'
import type { AccountRoomDeps } from './service.ts'

/**
 * All that is kept of a user, as one JSON document in pieces, never more than a page of it in memory. Nothing in it opens anything:
 * neither passwords nor tokens, nor the ids of sessions.
 */
export async function* downloadAccount(deps: AccountRoomDeps, userId: string, t: Strings): AsyncGenerator<string> {
  const account = await findKeptAccount(deps, userId)
  if (!account) throw new AppError('not_found')
  const sessions = await deps.sessions.list(userId)
  yield `{"exported_at":${JSON.stringify(new Date(deps.now()))},\n"profile":${JSON.stringify(profileJson(account.user))}`
  yield `,\n"sessions":${JSON.stringify(sessions.map(sessionJson))}`
  yield `,\n"api_tokens":${JSON.stringify(account.tokens.map(tokenJson))}`
  yield `,\n"identities":${JSON.stringify(account.identities.map(identityJson))}`
  yield* listed('conversations', conversationPieces(ownedConversations(deps, userId, t)))
  yield* listed('usage', jsonPieces(recordsOf(deps.db, userId)))
  yield '}\n'
}

async function* listed(name: string, pieces: AsyncIterable<string>): AsyncGenerator<string> {
  yield `,\n"${name}":[`
  yield* pieces
  yield ']'
}

/** The elements of a list, without its brackets. */
async function* jsonPieces(values: AsyncIterable<object>): AsyncGenerator<string> {
  let separator = '\n'
  for await (const value of values) {
    yield separator + JSON.stringify(value)
    separator = ',\n'
  }
}

async function* conversationPieces(conversations: AsyncIterable<OwnedConversation>): AsyncGenerator<string> {
  let separator = '\n'
  for await (const { conversation, messages } of conversations) {
    yield `${separator}${JSON.stringify(conversation).slice(0, -1)},"messages":[`
    yield* jsonPieces(messages)
    yield ']}'
    separator = ',\n'
  }
}

const profileJson = ({ id, username, role, locale, theme, timeZone, quota, createdAt, lastLoginAt }: User): object => ({
  id,
  username,
  role,
  locale,
  theme,
  time_zone: timeZone,
  quota,
  created_at: createdAt,
  last_login_at: lastLoginAt,
})

const sessionJson = ({ userAgent, ip, createdAt, lastSeenAt, expiresAt }: Row<'sessions'>): object => ({
  user_agent: userAgent,
  ip,
  created_at: createdAt,
  last_seen_at: lastSeenAt,
  expires_at: expiresAt,
})

const identityJson = ({ provider, label, createdAt, lastUsedAt }: KeptAccount['identities'][number]): object => ({
  provider,
  label,
  created_at: createdAt,
  last_used_at: lastUsedAt,
})

const tokenJson = ({ name, scopes, createdAt, lastUsedAt, expiresAt, revokedAt }: Row<'apiTokens'>): object => ({
  name,
  scopes,
  created_at: createdAt,
  last_used_at: lastUsedAt,
  expires_at: expiresAt,
  revoked_at: revokedAt,
})
