import { html } from 'hono/html'
import type { Chrome } from '../chrome.ts'
import { ClientId, Turn, TurnAfter } from './composer.tsx'
import { ChatMain, mainTitle } from './main.tsx'
import { Message } from './message.tsx'
import { Places } from './sidebar.tsx'
import { Thread } from './thread.tsx'
import type { MainView, MessageView, SidebarView } from './views.ts'

export type AskedProps = {
  chrome: Chrome
  question: MessageView
  answer: MessageView
  /** fresh: for the next question */
  clientId: string
  /** when given, the list is drawn again, with this conversation on top */
  sidebar?: SidebarView
}

/** Answer to the composer of an existing conversation (200). */
export const AskedFragment = ({ chrome, question, answer, clientId, sidebar }: AskedProps) => (
  <>
    <hx-partial hx-target="#thread" hx-swap="beforeend">
      <Message t={chrome.t} message={question} />
      <Message t={chrome.t} message={answer} />
    </hx-partial>
    <AfterAsking chrome={chrome} answer={answer} clientId={clientId} />
    {sidebar !== undefined && <ListPartial chrome={chrome} sidebar={sidebar} />}
  </>
)

export type RetriedProps = { chrome: Chrome; replacedId: string; answer: MessageView; clientId: string }

/** Answer to retry and to continue at the end of a branch (200): the answer to come stands where the old one was. */
export const RetriedFragment = ({ chrome, replacedId, answer, clientId }: RetriedProps) => (
  <>
    <hx-partial hx-target={`#m-${replacedId}`} hx-swap="outerHTML">
      <Message t={chrome.t} message={answer} />
    </hx-partial>
    <AfterAsking chrome={chrome} answer={answer} clientId={clientId} />
  </>
)

const AfterAsking = ({ chrome: { t }, answer, clientId }: { chrome: Chrome; answer: MessageView; clientId: string }) => (
  <>
    <hx-partial hx-target="#turn" hx-swap="outerHTML">
      <TurnAfter t={t} message={answer} />
    </hx-partial>
    <hx-partial hx-target="#client-id" hx-swap="outerHTML">
      <ClientId value={clientId} />
    </hx-partial>
    <hx-partial hx-target="#notices" hx-swap="innerHTML" />
  </>
)

export type BranchProps = { chrome: Chrome; main: MainView; sidebar?: SidebarView }

/** Answer to whatever shows another branch (200): the thread, and where the next question goes. */
export const BranchFragment = ({ chrome, main, sidebar }: BranchProps) => (
  <>
    <hx-partial hx-target="#thread" hx-swap="outerHTML">
      <Thread t={chrome.t} main={main} />
    </hx-partial>
    <hx-partial hx-target="#turn" hx-swap="outerHTML">
      <Turn t={chrome.t} parentId={main.composer.parentId} runningId={main.composer.runningId} />
    </hx-partial>
    <hx-partial hx-target="#client-id" hx-swap="outerHTML">
      <ClientId value={main.composer.clientId} />
    </hx-partial>
    <hx-partial hx-target="#notices" hx-swap="innerHTML" />
    {sidebar !== undefined && <ListPartial chrome={chrome} sidebar={sidebar} />}
  </>
)

export const ListPartial = ({ chrome, sidebar }: { chrome: Chrome; sidebar: SidebarView }) => (
  <hx-partial hx-target="#places" hx-swap="outerHTML">
    <Places chrome={chrome} sidebar={sidebar} place="chat" />
  </hx-partial>
)

export type NewConversationProps = { chrome: Chrome; sidebar: SidebarView; main: MainView }

/** Answer to the composer of a new chat (200, with `HX-Push-Url: paths.chat(id)`). */
export const NewConversationFragment = ({ chrome, sidebar, main }: NewConversationProps) => (
  <>
    {html`<title>${mainTitle(chrome, main)}</title>`}
    <hx-partial hx-target="#main" hx-swap="outerHTML">
      <ChatMain chrome={chrome} main={main} />
    </hx-partial>
    <ListPartial chrome={chrome} sidebar={sidebar} />
  </>
)
