import type { AuditRow } from '../audit/service.ts'
import type { ResetLink } from '../auth/service.ts'
import type { Quota } from '../db/values.ts'
import type { ListedGroup } from './groupQueries.ts'
import type { Invite } from './invites.ts'
import { type Stats, sumsJson } from '../usage/service.ts'
import type { ProviderView } from './providerView.ts'
import type { UserAccess } from './userAccess.ts'
import type { UserWithMonth } from './userList.ts'
import type { ListedUser } from './userQueries.ts'

export const timeJson = (at: Date | null): string | null => at?.toISOString() ?? null

const quotaJson = (quota: Quota | null) => ({
  tokens_day: quota?.tokens_day ?? null,
  tokens_month: quota?.tokens_month ?? null,
  cost_month: quota?.cost_month ?? null,
})

export const userJson = (user: ListedUser) => ({
  id: user.id,
  username: user.username,
  role: user.role,
  active: user.active,
  created_at: user.createdAt.toISOString(),
  last_login_at: timeJson(user.lastLoginAt),
  quota: quotaJson(user.quota),
  group: user.groupId === null ? null : { id: user.groupId, name: user.groupName ?? '' },
  notes: user.notes,
})

export const listedUserJson = ({ month, ...user }: UserWithMonth) => ({ ...userJson(user), month: sumsJson(month) })

export const userDetailJson = (user: ListedUser, access: UserAccess, usage: Stats) => ({
  ...userJson(user),
  sessions: access.sessions.length,
  tokens: access.tokens.length,
  has_password: access.hasPassword,
  has_factor: access.hasFactor,
  usage: Object.fromEntries(Object.entries(usage).map(([period, sums]) => [period, sumsJson(sums)])),
})

/** The link is in this answer and nowhere else. */
export const linkJson = (url: string, { expiresAt }: ResetLink) => ({ url, expires_at: expiresAt.toISOString() })

export const groupJson = (group: ListedGroup) => ({
  id: group.id,
  name: group.name,
  quota: quotaJson(group.quota),
  members: group.members,
  created_at: group.createdAt.toISOString(),
})

export const inviteJson = (invite: Invite) => ({
  id: invite.id,
  state: invite.state,
  uses: invite.uses,
  max_uses: invite.maxUses,
  expires_at: timeJson(invite.expiresAt),
  note: invite.note,
  created_at: invite.createdAt.toISOString(),
  created_by: invite.creator,
  used_by: invite.usedBy.map(({ userId, username, usedAt }) => ({ id: userId, username, used_at: usedAt.toISOString() })),
})

export const auditJson = (row: AuditRow) => ({
  id: row.id,
  at: row.at.toISOString(),
  actor: { id: row.actorId, username: row.actorName },
  action: row.action,
  target: row.target,
  before: row.before,
  after: row.after,
  ip: row.ip,
  request_id: row.requestId,
})

export const providerJson = (provider: ProviderView) => ({
  id: provider.id,
  name: provider.name,
  issuer: provider.issuer,
  client_id: provider.clientId,
  has_secret: provider.hasSecret,
  scopes: provider.scopes,
  enabled: provider.enabled,
  registers: provider.registers,
  redirect_uri: provider.redirectUri,
})
