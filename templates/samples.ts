import type { ComposerView, MainView, MessageView, SidebarView } from './chat/views.ts'
import type { Chrome } from './chrome.ts'
import type { AccountView } from './settings/account.tsx'
import { type Locale, stringsFor } from './i18n/index.ts'
import type { TokensView } from './settings/tokens.tsx'

/** Props for tests: a user, a conversation, one answer. */
export const NOW = new Date('2026-11-22T14:10:00Z')

export const HOSTILE = `"><script>alert(1)</script><hx-partial hx-target='body'>&`

export const sampleChrome = (locale: Locale = 'en', over: Partial<Chrome> = {}): Chrome => ({
  t: stringsFor(locale),
  locale,
  theme: null,
  asset: (name) => `/static/${name}`,
  back: '/chat',
  user: { id: 'u1', name: 'Lin Chen', role: 'user' },
  banner: null,
  timeZone: 'Europe/Zurich',
  now: NOW,
  ...over,
})

export const sampleMessage = (over: Partial<MessageView> = {}): MessageView => ({
  id: 'm1',
  role: 'assistant',
  content: 'Hello',
  html: '<div data-block><p>Hello</p></div>',
  reasoning: null,
  reasoningMs: null,
  status: 'complete',
  modelName: 'Model',
  finishReason: 'stop',
  error: null,
  tokens: 12,
  estimated: false,
  siblings: [over.id ?? 'm1'],
  isCutShort: false,
  leftOut: 0,
  isSummarised: false,
  clientIds: { retry: 'retry-1', continuation: 'continuation-1' },
  createdAt: NOW,
  ...over,
})

export const streamingMessage = (over: Partial<MessageView> = {}): MessageView =>
  sampleMessage({ status: 'streaming', finishReason: null, tokens: null, openHtml: '<p>More</p>', blocks: 1, ...over })

export const sampleComposer = (over: Partial<ComposerView> = {}): ComposerView => ({
  clientId: 'client-1',
  parentId: 'm1',
  runningId: null,
  models: [
    { id: 'fast', name: 'Fast', note: 'Everyday', thinks: true },
    { id: 'local', name: 'Local', note: null, thinks: false },
  ],
  modelId: 'fast',
  reasoning: true,
  ...over,
})

export const sampleMain = (over: Partial<MainView> = {}): MainView => ({
  conversation: { id: 'c1', title: 'A title' },
  messages: [sampleMessage({ id: 'q1', role: 'user' }), sampleMessage()],
  earlierId: null,
  hasLater: false,
  composer: sampleComposer(),
  service: 'upstream',
  ...over,
})

export const sampleSidebar = (over: Partial<SidebarView> = {}): SidebarView => ({
  conversations: [{ id: 'c1', title: 'A title', updatedAt: NOW, running: false }],
  nextCursor: 'next',
  currentId: 'c1',
  ...over,
})

export const sampleTokens = (text = 'laptop'): TokensView => ({
  tokens: [{ id: 't1', name: text, scopes: ['read', 'chat'], createdAt: NOW, lastUsedAt: NOW, expiresAt: null }],
  scopes: ['read', 'chat', 'admin'],
  lifetimes: [30, 90, 365],
  nameMax: 100,
  issued: { token: text, address: text },
  values: { name: text, scopes: [text], lifetime: text },
  errors: { name: text, scopes: text, lifetime: text },
  fault: text,
})

/** An account with all that its sections can say. */
export const sampleAccount = (text: string): AccountView => ({
  sessions: [true, false].map((isThis) => ({
    id: isThis ? 's1' : text,
    browser: text,
    system: isThis ? null : text,
    isPhone: !isThis,
    ip: text,
    createdAt: NOW,
    lastSeenAt: NOW,
    isThis,
  })),
  sessionTtl: 604_800_000,
  proof: { password: true, code: true },
  passwordMin: 8,
  done: 'sessions',
  values: { username: text, removal_username: text },
  errors: {
    username: text,
    current_password: text,
    new_password: text,
    new_password_confirm: text,
    removal_username: text,
    removal_password: text,
  },
  fault: { section: 'data', text },
})
