import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import type { Strings } from '../i18n/index.ts'
import { Document } from '../layout.tsx'
import { Icon, type IconName } from '../ui/icon.tsx'
import { Notice } from '../ui/notice.tsx'
import { ConversationList } from './conversationList.tsx'
import { MAX_LENGTH } from './composer.tsx'
import { ChatMain, mainTitle } from './main.tsx'
import { Sidebar } from './sidebar.tsx'
import type { MainView, SidebarView } from './views.ts'

/** Everything that this page or a fragment swapped into it may show. */
export const CHAT_ICONS = [
  'mark',
  'x',
  'new',
  'more',
  'gear',
  'out',
  'menu',
  'copy',
  'edit',
  'left',
  'right',
  'up',
  'play',
  'brain',
  'chev',
  'again',
  'caret',
  'send',
  'check',
  'trash',
  'stop',
  'down',
  'alert',
  'warn',
  'wait',
  'clock',
  'offline',
  'key',
  'info',
  'code',
  'lang',
  'table',
  'bulb',
  'chart',
] as const satisfies readonly IconName[]

export type ChatPageProps = { chrome: Chrome; sidebar: SidebarView; main: MainView }

export const ChatPage = ({ chrome, sidebar, main }: ChatPageProps) => {
  const { t } = chrome
  return (
    <Document chrome={chrome} title={mainTitle(chrome, main)} css="app.css" script="app.js" icons={CHAT_ICONS} refresh={refreshAfter(main)}>
      <a class="btn skip" href="#main">
        {t.page.skip}
      </a>
      <Strip t={t} />
      <div class="app">
        <Sidebar chrome={chrome} sidebar={sidebar} place="chat" />
        <ChatMain chrome={chrome} main={main} />
      </div>
      <Announcer t={t} />
      <Words t={t} />
    </Document>
  )
}

/** Without script the page comes again while an answer grows, but never over a text that is being kept. */
const refreshAfter = ({ composer, notice }: MainView): number | undefined =>
  composer.runningId === null || notice !== undefined || composer.draft !== undefined ? undefined : 2

/** What is away, in one line over the page; always there, so that what appears in it is read out. */
const Strip = ({ t }: { t: Strings }) => (
  <div class="strip" id="strip">
    <div role="status">
      {(['offline', 'lost', 'away'] as const).map((what) => (
        <p data-when={what} hidden>
          <Icon name={what === 'offline' ? 'offline' : 'wait'} small />
          {t.state[what]}
        </p>
      ))}
    </div>
    <button type="button" class="btn small" id="try-now" hidden>
      {t.state.tryNow}
    </button>
  </div>
)

/** What the script reads out: the start and the end of an answer, not every token. */
const Announcer = ({ t }: { t: Strings }) => (
  <p
    class="sr"
    role="status"
    id="announcer"
    data-started={t.chat.answerStarted}
    data-ended={t.chat.answerEnded}
    data-ended-early={t.chat.answerEndedOtherwise}
    data-copied={t.chat.copied}
    data-copy-failed={t.chat.copyFailed}
  />
)

/** What the script shows when a question got no answer at all, and when a paste did not fit. */
const Words = ({ t }: { t: Strings }) => (
  <>
    <template id="unreachable">
      <Notice tone="danger" icon="alert" role="alert" title={t.state.unreachable} />
    </template>
    <template id="cut">
      <Notice tone="warning" icon="warn" title={t.state.cut(MAX_LENGTH)} />
    </template>
  </>
)

/** The list as a page of its own: where "older conversations" leads without script. */
export const ConversationsPage = ({ chrome, sidebar }: { chrome: Chrome; sidebar: SidebarView }) => (
  <Document chrome={chrome} title={chrome.t.page.title(chrome.t.nav.conversations)} css="app.css" icons={['mark', 'new', 'down', 'more']}>
    <main id="main">
      <header class="bar">
        <h1>{chrome.t.nav.conversations}</h1>
        <a class="btn small" href={paths.newChat()}>
          <Icon name="new" small />
          {chrome.t.nav.newChat}
        </a>
      </header>
      <div class="page">
        <ConversationList clock={chrome} sidebar={sidebar} />
      </div>
    </main>
  </Document>
)
