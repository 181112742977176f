import type { Chrome } from '../chrome.ts'
import { Banner } from '../ui/banner.tsx'
import { Icon } from '../ui/icon.tsx'
import { SidebarButton } from '../ui/sidebarHead.tsx'
import { Composer } from './composer.tsx'
import { ConversationMenu } from './conversationMenu.tsx'
import { Notices } from './notices.tsx'
import { Thread } from './thread.tsx'
import type { MainView } from './views.ts'
import { NoService, Welcome } from './welcome.tsx'

/** Everything beside the sidebar; replaced as a whole when a conversation begins. */
export const ChatMain = ({ chrome, main }: { chrome: Chrome; main: MainView }) => (
  <main class="chat" id="main">
    <Bar chrome={chrome} main={main} />
    <Banner chrome={chrome} />
    {main.conversation === null ? <Welcome chrome={chrome} main={main} /> : <Thread t={chrome.t} main={main} />}
    {main.conversation !== null && !main.hasLater && <Dock chrome={chrome} main={main} />}
    {main.conversation !== null && <ConversationMenu t={chrome.t} conversation={main.conversation} />}
  </main>
)

/** The title in the browser's tab. */
export const mainTitle = ({ t }: Chrome, main: MainView): string => t.page.title(main.conversation?.title ?? t.nav.newChat)

const Bar = ({ chrome: { t }, main: { conversation } }: { chrome: Chrome; main: MainView }) => (
  <header class="bar">
    <SidebarButton t={t} />
    {conversation === null ? <p class="title">{t.nav.newChat}</p> : <h1>{conversation.title}</h1>}
    {conversation !== null && (
      <button type="button" class="icon-btn" aria-label={t.conversation.options} title={t.conversation.options} popovertarget="conv-menu">
        <Icon name="more" />
      </button>
    )}
  </header>
)

const Dock = ({ chrome, main }: { chrome: Chrome; main: MainView }) => {
  const { t } = chrome
  return (
    <div class="dock">
      <button type="button" class="icon-btn round jump" id="jump" hidden aria-label={t.chat.jump} title={t.chat.jump}>
        <Icon name="down" />
      </button>
      <Notices t={t} notice={main.notice} />
      {main.service === 'none' ? (
        <NoService chrome={chrome} />
      ) : (
        <Composer t={t} conversationId={main.conversation?.id ?? null} composer={main.composer} />
      )}
      <p class="ledger">
        <span>{main.service === 'demo' ? t.state.demo : t.chat.disclaimer}</span>
      </p>
    </div>
  )
}
