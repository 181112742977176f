import type { GroupRow } from '../../src/admin/groupQueries.ts'
import type { UserWithMonth } from '../../src/admin/userList.ts'
import type { ListedUser } from '../../src/admin/userQueries.ts'
import type { UserUsage } from '../../src/admin/userUsage.ts'
import type { Sums } from '../../src/usage/service.ts'
import type { Remaining } from '../../src/usage/remaining.ts'
import type { Chrome } from '../chrome.ts'
import { BulkDeletionPage } from './bulk.tsx'
import { type FormState, UNTOUCHED } from './form.tsx'
import { NewUserPage } from './newUser.tsx'
import { UserPage } from './user.tsx'
import type { AccessView } from './userAccess.tsx'
import { UsersPage } from './users.tsx'

/** For tests: every page of users, with `text` wherever a person may have put words. */
export function userPages(chrome: Chrome, text: string, user: ListedUser, group: GroupRow, refused: FormState) {
  const { now: at } = chrome
  const users = {
    chrome,
    users: sampleUsers(user, text),
    counts: { all: 2, admins: 1, disabled: 1 },
    filter: { q: text, role: text, state: text, group: text },
    groups: [group],
  }
  const bulk = {
    changed: 2,
    unchanged: 1,
    refused: [
      { reason: text, names: [text, text] },
      { reason: text, names: [] },
    ],
  }
  const first = { groupName: null, cursor: null, next: null }
  return {
    users: <UsersPage {...users} groupName={text} cursor={text} next={text} />,
    noUsers: <UsersPage {...users} {...first} users={[]} filter={{ q: '' }} groups={[]} />,
    changedUsers: <UsersPage {...users} {...first} filter={{ q: '', sort: '-tokens' }} bulk={bulk} />,
    usersDeletion: <BulkDeletionPage chrome={chrome} users={sampleDoomed(text)} list={`?q=${encodeURIComponent(text)}`} state={refused} />,
    newUser: <NewUserPage chrome={chrome} groups={[group]} state={refused} />,
    user: (
      <UserPage
        chrome={chrome}
        user={user}
        groups={[group]}
        usage={sampleUsage(at, text)}
        access={sampleAccess(at, text)}
        state={refused}
        done={text}
        link={{ url: text, expiresAt: at }}
      />
    ),
    quietUser: (
      <UserPage
        chrome={chrome}
        user={{ ...user, active: true, timeZone: 'Asia/Shanghai', groupId: null, quota: null }}
        groups={[]}
        usage={{ stats: ofAll(NO_MONTH), chart: { ...sampleUsage(at, text).chart, series: [] }, remaining: [] }}
        access={{ sessions: [], tokens: [], hasPassword: true, hasFactor: false, identities: [] }}
        state={UNTOUCHED}
      />
    ),
  }
}

const ofAll = (sums: Sums) => ({ today: sums, week: sums, month: sums, total: sums })

const sampleUsage = (at: Date, text: string): UserUsage => ({
  stats: ofAll({ ...NO_MONTH, requests: 3, promptTokens: 9, totalTokens: 3_710_000, costs: [{ currency: text, cost: 12_340_000 }] }),
  chart: { span: 'day', days: ['2026-11-21', '2026-11-22'], series: [{ name: text, values: [0, 7_000] }] },
  remaining: sampleRemaining(at, text),
})

/** One with a limit of the month, one with other limits, one with none. */
function sampleUsers(user: ListedUser, text: string): UserWithMonth[] {
  const month = { ...NO_MONTH, requests: 3, totalTokens: 3_710_000, costs: [{ currency: text, cost: 12_340_000 }] }
  return [
    { ...user, month },
    { ...user, id: 'u3', active: true, quota: { tokens_day: 5 }, groupQuota: null, month: NO_MONTH },
    { ...user, id: 'u4', groupId: null, groupName: null, quota: null, groupQuota: null, lastLoginAt: user.createdAt, month: NO_MONTH },
  ]
}

const NO_MONTH = {
  requests: 0,
  failed: 0,
  promptTokens: 0,
  cachedTokens: 0,
  completionTokens: 0,
  reasoningTokens: 0,
  totalTokens: 0,
  costs: [],
}

function sampleAccess(at: Date, text: string): AccessView {
  const session = { id: 's1', browser: text, system: text, isPhone: false, ip: text, createdAt: at, lastSeenAt: at, isThis: true }
  const token = { id: 't1', name: text, createdAt: at, lastUsedAt: null, expiresAt: null, scopes: ['chat'] as const }
  return {
    sessions: [session, { ...session, id: 's2', browser: null, isPhone: true, isThis: false }],
    tokens: [token, { ...token, id: 't2', lastUsedAt: at, expiresAt: at }],
    hasPassword: false,
    hasFactor: true,
    identities: [{ provider: text, label: text }],
  }
}

const sampleDoomed = (text: string) => [
  { id: 'u2', username: text, role: 'user' as const, isMe: false },
  { id: 'u1', username: 'me', role: 'admin' as const, isMe: true },
]

export const sampleRemaining = (at: Date, currency = 'CNY'): Remaining[] => [
  { name: 'tokens_day', limit: 100, used: 40, left: 60, currency: null, resetsAt: at },
  { name: 'tokens_month', limit: 0, used: 0, left: 0, currency: null, resetsAt: at },
  { name: 'cost_month', limit: 5_000_000, used: 6_000_000, left: 0, currency, resetsAt: at },
]
