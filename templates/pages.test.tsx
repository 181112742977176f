import { afterEach, describe, expect, it } from 'vitest'
import { paths, setBasePath } from '../src/paths.ts'
import { CodePage } from './auth/code.tsx'
import { ConfirmedPage, ConfirmPage } from './auth/confirm.tsx'
import { LoginPage } from './auth/login.tsx'
import { RegisterPage } from './auth/register.tsx'
import { adminPages, sampleRemaining } from './admin/samples.tsx'
import { ResetPage } from './auth/reset.tsx'
import { SetupPage } from './auth/setup.tsx'
import { EditPage } from './chat/editing.tsx'
import { ChatPage, ConversationsPage } from './chat/page.tsx'
import { ErrorPage } from './error.tsx'
import { type Locale, locales } from './i18n/index.ts'
import {
  HOSTILE,
  sampleChrome,
  sampleAccount,
  sampleTokens,
  sampleComposer,
  sampleMain,
  sampleMessage,
  sampleSidebar,
  streamingMessage,
} from './samples.ts'
import { ManageFactorPage, PendingFactorPage, RecoveryCodesPage } from './settings/factorPage.tsx'
import { GonePage } from './settings/gone.tsx'
import { SettingsPage } from './settings/settings.tsx'
import { dashboardPages } from './usage/dashboardSamples.tsx'

const FOUND = { name: 'Ollama', baseUrl: 'http://127.0.0.1:11434/v1', models: ['qwen3'] }

const BANNER = '<div data-block><p>Back at ten</p></div>'

/** Every page in the states that differ, with `text` wherever a person, a model or a file may have put words. */
function pages(locale: Locale, text: string): Record<string, string> {
  const chrome = sampleChrome(locale, { back: `/chat?q=${text}`, user: { id: 'u', name: text, role: 'admin' }, banner: BANNER })
  const gate = { ...chrome, user: null, banner: null }
  const errors = { username: text, password: text }
  const sidebar = sampleSidebar({ conversations: [{ id: 'c1', title: text, updatedAt: chrome.now, running: true }], nextCursor: text })
  const elsewhere = { ...sidebar, currentId: null }
  const models = [
    { id: text, name: text, note: text, thinks: true },
    { id: 'b', name: 'b', note: null, thinks: false },
  ]
  const composer = sampleComposer({ clientId: text, draft: text, models, modelId: text })
  const conversation = { id: 'c1', title: text }
  const failed = sampleMessage({ id: 'm2', status: 'failed', html: '', error: { code: text, message: text } })
  const siblings = ['m0', 'm1', 'm3']
  const cut = sampleMessage({ reasoning: text, modelName: text, siblings, leftOut: 3, isCutShort: true, finishReason: 'length' })
  const messages = [sampleMessage({ id: 'q1', role: 'user', content: text, siblings: ['q0', 'q1'] }), cut, failed]
  const edit = { messageId: 'q1', conversationId: 'c1', text, clientId: text }
  const running = { messages: [streamingMessage()], composer: sampleComposer({ runningId: 'm1' }) }
  const notice = { reason: 'rate_limited', detail: { seconds: 38 } } as const
  const factor = { since: chrome.now, recoveryCodesLeft: 1 }
  const elements = {
    login: (
      <LoginPage
        chrome={gate}
        values={{ username: text }}
        errors={errors}
        notice={text}
        next={text}
        canRegister
        providers={[{ id: text, name: text }]}
      />
    ),
    register: (
      <RegisterPage
        chrome={gate}
        mode="invite"
        values={{ username: text, invite: text }}
        errors={{ ...errors, invite: text }}
        next={text}
        passwordMin={10}
      />
    ),
    closed: <RegisterPage chrome={gate} mode="closed" values={{}} errors={{}} next={null} passwordMin={10} />,
    setup: (
      <SetupPage
        chrome={gate}
        token={text}
        values={{ username: text }}
        errors={errors}
        servers={[FOUND, { name: text, baseUrl: text, models: [] }]}
        passwordMin={10}
      />
    ),
    reset: <ResetPage chrome={gate} token={text} username={text} errors={errors} passwordMin={10} />,
    resetDone: <ResetPage chrome={gate} token="" username={null} errors={{}} passwordMin={10} />,
    error: <ErrorPage chrome={chrome} status={404} text={text} requestId={text} />,
    welcome: <ChatPage chrome={chrome} sidebar={elsewhere} main={sampleMain({ conversation: null, messages: [], composer, notice })} />,
    demo: <ChatPage chrome={chrome} sidebar={elsewhere} main={sampleMain({ conversation: null, messages: [], service: 'demo' })} />,
    noService: <ChatPage chrome={chrome} sidebar={elsewhere} main={sampleMain({ conversation: null, messages: [], service: 'none' })} />,
    chat: <ChatPage chrome={chrome} sidebar={sidebar} main={sampleMain({ conversation, messages, composer, notice })} />,
    early: <ChatPage chrome={chrome} sidebar={sidebar} main={sampleMain({ conversation, messages, earlierId: 'q1', hasLater: true })} />,
    edit: <EditPage chrome={chrome} edit={edit} notice={notice} />,
    running: <ChatPage chrome={chrome} sidebar={sidebar} main={sampleMain({ conversation, ...running })} />,
    conversations: <ConversationsPage chrome={chrome} sidebar={elsewhere} />,
    settings: (
      <SettingsPage
        chrome={chrome}
        sidebar={elsewhere}
        saved
        ways={[
          { id: text, name: text, label: text },
          { id: 'p2', name: text, label: null },
        ]}
        errors={{ theme: text, language: text, time_zone: text }}
        timeZones={['UTC', text]}
        tokens={sampleTokens(text)}
        factor={factor}
        account={sampleAccount(text)}
        quota={sampleRemaining(chrome.now, text)}
      />
    ),
    code: <CodePage chrome={gate} errors={{ code: text }} notice={text} pending={text} next={text} />,
    confirm: <ConfirmPage chrome={chrome} errors={errors} wanted={{ password: true, code: true }} next={null} form={text} />,
    confirmBySignIn: <ConfirmPage chrome={chrome} errors={{}} wanted={{ password: false, code: false }} next={null} />,
    confirmed: <ConfirmedPage chrome={chrome} form={{ action: paths.settings(), fields: [[text, text]] }} />,
    pendingFactor: (
      <PendingFactorPage
        chrome={chrome}
        sidebar={elsewhere}
        pending={{ key: text, qr: { size: 21, path: text } }}
        errors={{ code: text }}
        notice={text}
      />
    ),
    factor: <ManageFactorPage chrome={chrome} sidebar={elsewhere} factor={factor} hasPassword errors={{ code: text }} notice={text} />,
    recoveryCodes: <RecoveryCodesPage chrome={chrome} sidebar={elsewhere} codes={[text, text]} renewed={false} />,
    gone: <GonePage chrome={gate} />,
    ...adminPages(chrome, text),
    ...dashboardPages(chrome, text),
  }
  return Object.fromEntries(Object.entries(elements).map(([name, element]) => [name, String(element)]))
}

const all = locales.flatMap((locale) =>
  Object.entries(pages(locale, 'plain')).map(([name, html]) => ({ name: `${name} ${locale}`, locale, html })),
)
const attributes = (html: string, name: string): string[] =>
  [...html.matchAll(new RegExp(`[ \\n]${name}="([^"]*)"`, 'g'))].map(([, value]) => value ?? '')

/** Where links, forms and requests of htmx may lead: every page that exists, ids and queries apart. */
const known = [
  paths.root(),
  paths.login(),
  paths.register(),
  paths.logout(),
  paths.setupForm(),
  paths.resetForm(),
  paths.newChat(),
  paths.settings(),
  paths.loginCode(),
  paths.confirm(),
  paths.factor(),
  paths.factorConfirmation(),
  paths.factorDeletion(),
  paths.recoveryCodes(),
  paths.dashboard(),
  paths.usageCsv(),
  paths.admin(),
  paths.adminNow(),
  paths.adminUsage(),
  paths.adminUsageCsv(),
  paths.adminLogs(),
  paths.adminKeys(),
  paths.adminNewKey(),
  paths.adminKey('_'),
  paths.adminKeysTest(),
  paths.adminKeyState('_'),
  paths.adminKeyTest('_'),
  paths.adminKeyDeletion('_'),
  paths.adminModels(),
  paths.adminNewModel(),
  paths.adminModel('_'),
  paths.adminModelPosition('_'),
  paths.adminModelState('_'),
  paths.adminModelDeletion('_'),
  paths.adminSettings(),
  paths.adminUsers(),
  paths.adminUser('_'),
  paths.adminUserReset('_'),
  paths.adminUserSignOut('_'),
  paths.adminUserDeletion('_'),
  paths.adminUserFactorRemoval('_'),
  paths.adminGroups(),
  paths.adminGroup('_'),
  paths.adminGroupDeletion('_'),
  paths.adminInvites(),
  paths.adminInviteDeletion('_'),
  paths.adminProviders(),
  paths.adminProvider('_'),
  paths.adminProviderDeletion('_'),
  paths.adminAudit(),
  paths.language('x', ''),
  paths.conversations(),
  paths.chat('_'),
  paths.chatLatest('_'),
  paths.chatTitle('_'),
  paths.chatDeletion('_'),
  paths.messageStop('_'),
  paths.messageRetry('_'),
  paths.message('_'),
  paths.messageEdit('_'),
  paths.messageContinuation('_'),
  paths.messageSelection('_'),
  paths.messageStream('_', 0),
  paths.tokens(),
  paths.tokenRevocation('_'),
  paths.provider('_'),
  paths.identityRemoval('_'),
  paths.settingsName(),
  paths.settingsPassword(),
  paths.sessionDeletion('_'),
  paths.adminUserSessionDeletion('_', '_'),
  paths.adminUserTokenRevocation('_', '_'),
  paths.otherSessionsDeletion(),
  paths.settingsDownload(),
  paths.settingsDeletion(),
].map(pattern)

/** Places on the page itself, files, and text to keep. */
const ELSEWHERE = /^(?:#|\/static\/|data:text\/plain;)/

function pattern(path: string): string {
  return path
    .replace(/\?.*|#section-.*/, '')
    .replace(/\/(chat|messages|tokens|with|identities|users|groups|invites|providers|keys|models)\/[^/]+/g, '/$1/_')
    .replace(/\/sessions\/[^/]+\//, '/sessions/_/')
}

describe.each(all)('page $name', ({ locale, html }) => {
  it('is a document in its language with a title and one first heading', () => {
    expect(html).toMatch(new RegExp(`^<!doctype html><html lang="${locale}"`))
    expect(html).toMatch(/<title>[^<]+AIChat<\/title>|<title>[^<]*AIChat[^<]*<\/title>/)
    expect(html.match(/<h1[ >]/g)).toHaveLength(1)
  })

  it('links only to pages that exist', () => {
    const targets = ['href', 'action', 'formaction', 'hx-get', 'hx-post', 'hx-sse:connect'].flatMap((name) => attributes(html, name))
    const places = targets.filter((target) => !ELSEWHERE.test(target))
    expect(places.length).toBeGreaterThan(0)
    for (const place of places) expect(known).toContain(pattern(place.replaceAll('&amp;', '&')))
  })

  it('gives every icon, popover, dialog and description a place on the page', () => {
    const ids = attributes(html, 'id')
    expect(new Set(ids).size).toBe(ids.length)
    const references = ['popovertarget', 'commandfor', 'for', 'form', 'aria-describedby', 'aria-labelledby'].flatMap((name) =>
      attributes(html, name),
    )
    const fragments = attributes(html, 'href')
      .filter((href) => href.startsWith('#'))
      .map((href) => href.slice(1))
    for (const id of [...references, ...fragments]) expect(ids).toContain(id)
  })

  it('has no script or style of its own, and nothing that needs eval', () => {
    expect(html).not.toMatch(/<style|\sstyle=|\son[a-z]+=|hx-on|js:/)
    expect(html.match(/<script/g) ?? []).toHaveLength(/(app|work)\.css/.test(html) && html.includes('htmx-config') ? 1 : 0)
  })

  it('names every button', () => {
    for (const [, tag, inner] of html.matchAll(/<button([^>]*)>(.*?)<\/button>/gs)) {
      expect(`${tag?.match(/aria-label="[^"]+"/)?.[0] ?? ''}${inner?.replace(/<[^>]+>/g, '')}`).not.toBe('')
    }
  })
})

describe('every page', () => {
  it.each(Object.entries(pages('en', HOSTILE)))('shows hostile words as words: %s', (_name, html) => {
    expect(html).not.toContain('<script>')
    expect(html).not.toContain('<hx-partial hx-target=&#39;')
    expect(html).not.toMatch(/<hx-/)
  })

  it('keeps sign-in pages free of script', () => {
    for (const name of ['login', 'register', 'closed', 'setup', 'reset', 'resetDone', 'error'])
      expect(pages('en', 'x')[name]).not.toContain('<script')
  })

  it('comes back by itself without script, only while an answer is written', () => {
    expect(pages('en', 'x')['running']).toContain('<noscript><meta http-equiv="refresh" content="2"/></noscript>')
    expect(pages('en', 'x')['chat']).not.toContain('http-equiv')
  })

  it('of who is signed in shows the announcement once, below its bar; others never', () => {
    const gates = ['login', 'register', 'closed', 'setup', 'reset', 'resetDone', 'code', 'gone']
    for (const [name, html] of Object.entries(pages('en', 'x')))
      expect([name, html.split(BANNER).length - 1]).toEqual([name, gates.includes(name) ? 0 : 1])
  })

  it('puts an error beside its field', () => {
    const html = pages('en', 'Wrong')['login'] ?? ''
    expect(html).toMatch(/id="username"[^>]*aria-invalid="true" aria-describedby="username-e"/)
    expect(html).toMatch(/<p class="error" id="username-e">.*Wrong<\/p>/s)
  })

  it('takes the theme that was chosen', () => {
    expect(String(<ErrorPage chrome={sampleChrome('en', { theme: 'dark' })} status={500} text="x" />)).toContain(
      '<html lang="en" data-theme="dark">',
    )
  })
})

describe('under a base path', () => {
  afterEach(() => setBasePath('/'))

  it('leads nowhere else', () => {
    setBasePath('/ai')
    const html = Object.values(pages('en', 'x')).join('')
    const targets = ['href', 'action', 'formaction', 'hx-get', 'hx-post', 'hx-sse:connect'].flatMap((name) => attributes(html, name))
    for (const target of targets.filter((value) => !ELSEWHERE.test(value))) expect(target).toMatch(/^\/ai(\/|$)/)
  })
})
