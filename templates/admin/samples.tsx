import type { ListedGroup } from '../../src/admin/groupQueries.ts'
import type { Invite } from '../../src/admin/invites.ts'
import type { ProviderView } from '../../src/admin/providerView.ts'
import type { ListedUser } from '../../src/admin/userQueries.ts'
import type { AuditRow } from '../../src/audit/service.ts'
import type { Chrome } from '../chrome.ts'
import { AuditPage } from './audit.tsx'
import { type FormState, UNTOUCHED } from './form.tsx'
import { GroupPage, GroupsPage } from './groups.tsx'
import { InvitesPage } from './invites.tsx'
import { keyPages } from './keys/samples.tsx'
import { logPages } from './logsSamples.tsx'
import { overviewPages } from './overviewSamples.tsx'
import { modelPages } from './modelSamples.tsx'
import { ProviderPage } from './provider.tsx'
import { ProvidersPage } from './providers.tsx'
import { SitePage, type SiteProps } from './site.tsx'
import { userPages } from './userSamples.tsx'

export { sampleRemaining } from './userSamples.tsx'

/** For tests: every page of the administration, with `text` wherever a person may have put words. */
export function adminPages(chrome: Chrome, text: string) {
  const { now: at } = chrome
  const group: ListedGroup = { id: 'g1', name: text, nameKey: text, quota: { tokens_day: 5 }, createdAt: at, updatedAt: at, members: 2 }
  const user: ListedUser = {
    id: 'u2',
    username: text,
    role: 'user',
    active: false,
    timeZone: null,
    groupId: 'g1',
    groupName: text,
    groupQuota: { tokens_month: 5 },
    quota: { tokens_month: 4_000_000, cost_month: 12_500_000 },
    notes: text,
    createdAt: at,
    updatedAt: at,
    lastLoginAt: null,
  }
  const fields = [
    'username',
    'role',
    'group_id',
    'notes',
    'password',
    'confirm',
    'name',
    'uses',
    'days',
    'note',
    'tokens_day',
    'cost_month',
    'issuer',
    'client_id',
    'client_secret',
    'scopes',
    'label',
    'base_url',
    'api_key',
    'models',
    'headers',
    'proxy',
    'weight',
  ]
  const said = Object.fromEntries(fields.map((name) => [name, text]))
  const refused: FormState = { values: said, errors: said, notice: text }
  const list = { chrome, groups: [group], isLater: true, next: text, state: refused }
  return {
    ...userPages(chrome, text, user, group, refused),
    groups: <GroupsPage {...list} />,
    noGroups: <GroupsPage {...list} groups={[]} next={null} isLater={false} state={UNTOUCHED} />,
    group: <GroupPage chrome={chrome} group={group} state={refused} saved />,
    invites: <InvitesPage {...list} invites={sampleInvites(at, text)} registration="open" made={{ url: text, code: text }} />,
    noInvites: <InvitesPage {...list} invites={[]} registration="closed" next={null} isLater={false} state={UNTOUCHED} />,
    providers: <ProvidersPage chrome={chrome} providers={sampleProviders(text)} state={refused} />,
    noProviders: <ProvidersPage chrome={chrome} providers={[]} state={UNTOUCHED} />,
    provider: <ProviderPage chrome={chrome} provider={{ ...sampleProvider, name: text, redirectUri: text }} state={refused} saved />,
    ...keyPages(chrome, text, refused),
    site: <SitePage {...sampleSite(chrome, text)} />,
    siteUntouched: (
      <SitePage {...sampleSite(chrome, text)} own={NOTHING_SET} models={[]} preview={null} state={UNTOUCHED} saved={undefined} />
    ),
    ...modelPages(chrome, text),
    audit: (
      <AuditPage
        chrome={chrome}
        entries={sampleEntries(at, text)}
        filter={{ actor: text, action: text, from: text, to: text, q: text }}
        isLater
        next={text}
        notice={text}
      />
    ),
    ...logPages(chrome, text),
    ...overviewPages(chrome, text),
    noAudit: (
      <AuditPage
        chrome={chrome}
        entries={[]}
        filter={{ actor: undefined, action: undefined, from: undefined, to: undefined, q: undefined }}
        isLater={false}
        next={null}
      />
    ),
  }
}

const NOTHING_SET: SiteProps['own'] = {
  registration: null,
  rate_limits: null,
  quota_tokens_day: null,
  quota_tokens_month: null,
  quota_cost_month: null,
  default_model: null,
  system_prompt: null,
  banner: null,
  max_upload_mb: null,
  usage_retention_days: null,
  log_retention_days: null,
  audit_retention_days: null,
  summarize: null,
  time_zone: null,
}

const sampleSite = (chrome: Chrome, text: string): SiteProps => ({
  chrome,
  own: {
    ...NOTHING_SET,
    registration: 'invite',
    rate_limits: text,
    quota_cost_month: 12_500_000,
    default_model: 'm1',
    system_prompt: text,
    banner: text,
    log_retention_days: 90,
    summarize: true,
    time_zone: 'Asia/Shanghai',
  },
  timeZones: ['UTC', 'Asia/Shanghai'],
  defaults: { ...NOTHING_SET, time_zone: 'UTC', registration: 'open', rate_limits: text },
  models: [{ id: 'm1', name: text, isDefault: true }],
  preview: '<div data-block><p>Hello</p></div>',
  state: {
    values: { quota_tokens_day: text, banner: `\n${text}` },
    errors: { quota_tokens_day: text, banner: text, registration: text },
    notice: text,
  },
  saved: 'banner',
})

const sampleProvider: ProviderView = {
  id: 'p1',
  name: 'Example',
  issuer: 'https://id.example',
  clientId: 'aichat',
  hasSecret: true,
  scopes: 'openid profile',
  enabled: true,
  registers: false,
  redirectUri: 'https://chat.example/login/callback/p1',
}

const sampleProviders = (text: string): ProviderView[] => [
  { ...sampleProvider, name: text, issuer: text, clientId: text, scopes: text },
  { ...sampleProvider, id: 'p2', enabled: false, registers: true },
]

const sampleInvites = (at: Date, text: string): Invite[] => {
  const base = { id: 'i1', createdBy: 'u1', creator: text, uses: 1, maxUses: 3, expiresAt: at, note: text, createdAt: at }
  const usedBy = [{ inviteId: 'i1', userId: 'u2', username: text, usedAt: at }]
  return [
    { ...base, state: 'open', usedBy },
    { ...base, id: 'i2', state: 'used', usedBy: [] },
    { ...base, id: 'i3', note: null, expiresAt: null, creator: null, state: 'expired', usedBy: [] },
  ]
}

const sampleEntries = (at: Date, text: string): AuditRow[] => {
  const base = { id: 'a1', at, actorId: 'u1', actorName: text, target: text, ip: text, requestId: text }
  return [
    { ...base, action: 'user.change', before: { role: text, quota: null }, after: { role: text, quota: { [text]: text } } },
    { ...base, id: 'a2', action: text, before: [text, true], after: null },
    { ...base, id: 'a3', action: 'user.create', before: null, after: text },
  ]
}
