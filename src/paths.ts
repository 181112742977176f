/** Every URL, once. `BASE_PATH` is set at start, before the first page is drawn. */
let base = ''

/** `/` or `/ai`: where the app is mounted. */
export function setBasePath(path: string): void {
  base = path === '/' ? '' : path.replace(/\/+$/, '')
}

export const basePath = (): string => base

const at = (path: string): string => base + path
const id = encodeURIComponent

export const paths = {
  root: () => base || '/',
  login: (next?: string) => at(next === undefined ? '/login' : `/login?next=${id(next)}`),
  /** to a provider, and back to `next`; `link`: to add it to the account of who is signed in */
  provider: (providerId: string, { next, link }: { next?: string | null; link?: boolean } = {}) =>
    at(`/login/with/${id(providerId)}${link ? '?link=1' : next ? `?next=${id(next)}` : ''}`),
  providerCallback: (providerId: string) => at(`/login/callback/${id(providerId)}`),
  identityRemoval: (providerId: string) => at(`/settings/identities/${id(providerId)}/removal`),
  /** the second step of a sign-in */
  loginCode: () => at('/login/code'),
  /** asks again who it is, and goes on to `next` */
  confirm: (next?: string) => at(next === undefined ? '/confirm' : `/confirm?next=${id(next)}`),
  register: () => at('/register'),
  registerWith: (invite: string) => at(`/register?invite=${id(invite)}`),
  /** where a one-time link sets a new password */
  reset: (token: string) => at(`/reset?token=${id(token)}`),
  resetForm: () => at('/reset'),
  resetDone: () => at('/reset?done=1'),
  logout: () => at('/logout'),
  setup: (token: string) => at(`/setup?token=${id(token)}`),
  setupForm: () => at('/setup'),
  language: (locale: string, back: string) => at(`/language?to=${id(locale)}&back=${id(back)}`),
  newChat: () => at('/chat'),
  chat: (conversationId: string) => at(`/chat/${id(conversationId)}`),
  /** the page of a conversation that ends before a message */
  chatBefore: (conversationId: string, messageId: string) => at(`/chat/${id(conversationId)}?before=${id(messageId)}`),
  /** what was said in it after the last message that a page has */
  chatLatest: (conversationId: string) => at(`/chat/${id(conversationId)}/latest`),
  chatTitle: (conversationId: string) => at(`/chat/${id(conversationId)}/title`),
  chatDeletion: (conversationId: string) => at(`/chat/${id(conversationId)}/deletion`),
  conversations: (cursor?: string) => at(cursor === undefined ? '/conversations' : `/conversations?cursor=${id(cursor)}`),
  messageStop: (messageId: string) => at(`/messages/${id(messageId)}/stop`),
  message: (messageId: string) => at(`/messages/${id(messageId)}`),
  messageEdit: (messageId: string) => at(`/messages/${id(messageId)}/edit`),
  messageContinuation: (messageId: string) => at(`/messages/${id(messageId)}/continuation`),
  /** shows the branch that goes through a message */
  messageSelection: (messageId: string) => at(`/messages/${id(messageId)}/selection`),
  messageRetry: (messageId: string) => at(`/messages/${id(messageId)}/retry`),
  /** HTML frames for the page; `from` = finished blocks that the page has already */
  messageStream: (messageId: string, from: number) => at(`/messages/${id(messageId)}/stream?from=${from}`),
  settings: (saved = false) => at(saved ? '/settings?saved=1' : '/settings'),
  /** its answer is the page of settings, at the place of the tokens */
  tokens: () => at('/settings/tokens#tokens'),
  tokenRevocation: (tokenId: string) => at(`/settings/tokens/${id(tokenId)}/revocation`),
  /** where the revocation of a token leads */
  settingsRevoked: () => at('/settings?revoked=1#tokens'),
  factor: () => at('/settings/second-factor'),
  factorConfirmation: () => at('/settings/second-factor/confirmation'),
  factorDeletion: () => at('/settings/second-factor/deletion'),
  recoveryCodes: () => at('/settings/second-factor/recovery-codes'),
  /** after a change of the account, at the section that tells of it */
  settingsDone: (what: string, section: string) => at(`/settings?done=${id(what)}#${id(section)}`),
  settingsName: () => at('/settings/name'),
  settingsPassword: () => at('/settings/password'),
  sessionDeletion: (sessionId: string) => at(`/settings/sessions/${id(sessionId)}/deletion`),
  otherSessionsDeletion: () => at('/settings/sessions/deletion'),
  settingsDownload: () => at('/settings/download'),
  settingsDeletion: () => at('/settings/deletion'),
  /** where who has deleted his account is told so */
  gone: () => at('/gone'),
  /** what one has used; `filter` with its question mark */
  dashboard: (filter = '') => at(`/dashboard${filter}`),
  usageCsv: (filter = '') => at(`/api/usage${filter === '' ? '?' : `${filter}&`}format=csv`),
  admin: (filter = '') => at(`/admin${filter}`),
  /** what is live of it */
  adminNow: () => at('/admin/now'),
  adminUsage: (filter = '') => at(`/admin/usage${filter}`),
  adminUsageCsv: (filter = '') => at(`/api/admin/usage${filter === '' ? '?' : `${filter}&`}format=csv`),
  adminLogs: (filter = '') => at(`/admin/logs${filter}`),
  adminKeys: (filter = '') => at(`/admin/keys${filter}`),
  adminNewKey: (preset?: string) => at(`/admin/keys/new${preset === undefined ? '' : `?preset=${id(preset)}`}`),
  adminKey: (keyId: string, saved = false) => at(`/admin/keys/${id(keyId)}${saved ? '?saved=1' : ''}`),
  adminKeysTest: () => at('/admin/keys/test'),
  adminKeyState: (keyId: string) => at(`/admin/keys/${id(keyId)}/state`),
  adminKeyTest: (keyId: string) => at(`/admin/keys/${id(keyId)}/test`),
  adminKeyDeletion: (keyId: string) => at(`/admin/keys/${id(keyId)}/deletion`),
  adminModels: (filter = '') => at(`/admin/models${filter}`),
  adminNewModel: () => at('/admin/models/new'),
  adminModel: (modelId: string, saved = false) => at(`/admin/models/${id(modelId)}${saved ? '?saved=1' : ''}`),
  /** one place up or down in the list */
  adminModelPosition: (modelId: string) => at(`/admin/models/${id(modelId)}/position`),
  /** switched on or off */
  adminModelState: (modelId: string) => at(`/admin/models/${id(modelId)}/state`),
  adminModelDeletion: (modelId: string) => at(`/admin/models/${id(modelId)}/deletion`),
  /** `saved`: the section that was saved */
  adminSettings: (saved?: string) =>
    at(saved === undefined ? '/admin/settings' : `/admin/settings?saved=${id(saved)}#section-${id(saved)}`),
  adminUsers: (filter = '') => at(`/admin/users${filter}`),
  /** changes those who are chosen in the list */
  adminUsersBulk: () => at('/admin/users/bulk'),
  adminUsersDeletion: () => at('/admin/users/deletion'),
  adminNewUser: () => at('/admin/users/new'),
  adminUser: (userId: string, saved = false) => at(`/admin/users/${id(userId)}${saved ? '?saved=1' : ''}`),
  adminUserReset: (userId: string) => at(`/admin/users/${id(userId)}/reset`),
  /** ends all that the user is signed in by */
  adminUserSignOut: (userId: string) => at(`/admin/users/${id(userId)}/sign-out`),
  /** takes a second factor off that its user has lost */
  adminUserFactorRemoval: (userId: string) => at(`/admin/users/${id(userId)}/factor-removal`),
  adminUserSessionDeletion: (userId: string, sessionId: string) => at(`/admin/users/${id(userId)}/sessions/${id(sessionId)}/deletion`),
  adminUserTokenRevocation: (userId: string, tokenId: string) => at(`/admin/users/${id(userId)}/tokens/${id(tokenId)}/revocation`),
  /** the page of a user, with what was done just now */
  adminUserDone: (userId: string, what: string) => at(`/admin/users/${id(userId)}?done=${id(what)}`),
  adminUserDeletion: (userId: string) => at(`/admin/users/${id(userId)}/deletion`),
  adminGroups: (filter = '') => at(`/admin/groups${filter}`),
  adminGroup: (groupId: string, saved = false) => at(`/admin/groups/${id(groupId)}${saved ? '?saved=1' : ''}`),
  adminGroupDeletion: (groupId: string) => at(`/admin/groups/${id(groupId)}/deletion`),
  adminInvites: (filter = '') => at(`/admin/invites${filter}`),
  adminInviteDeletion: (inviteId: string) => at(`/admin/invites/${id(inviteId)}/deletion`),
  adminProviders: () => at('/admin/providers'),
  adminProvider: (providerId: string, saved = false) => at(`/admin/providers/${id(providerId)}${saved ? '?saved=1' : ''}`),
  adminProviderDeletion: (providerId: string) => at(`/admin/providers/${id(providerId)}/deletion`),
  adminAudit: (filter = '') => at(`/admin/audit${filter}`),
  asset: (name: string) => at(`/static/${name}`),
}
