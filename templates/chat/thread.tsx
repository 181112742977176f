import { paths } from '../../src/paths.ts'
import type { Strings } from '../i18n/index.ts'
import { Icon } from '../ui/icon.tsx'
import { Message } from './message.tsx'
import type { MainView } from './views.ts'

type Props = { t: Strings; main: MainView }

/** The branch that is shown, or a page of it. Where later messages are left out all its forms are plain ones: what they answer belongs to another page. */
export const Thread = ({ t, main }: Props) => (
  <div class="thread" id="thread" {...(main.hasLater ? { 'hx-ignore': '' } : {})}>
    <Messages t={t} main={main} />
    {main.hasLater && main.conversation !== null && (
      <p class="pages">
        <a class="btn small" href={paths.chat(main.conversation.id)}>
          <Icon name="down" small />
          {t.thread.later}
        </a>
      </p>
    )}
  </div>
)

/** One page of messages with the way to those before it: what answers the link for earlier ones to htmx. */
export const Messages = ({ t, main: { conversation, earlierId, messages } }: Props) => (
  <>
    {conversation !== null && earlierId !== null && <Earlier t={t} path={paths.chatBefore(conversation.id, earlierId)} />}
    {messages.map((message) => (
      <Message t={t} message={message} />
    ))}
  </>
)

/** The script keeps the reader's place when these come in above it. */
const Earlier = ({ t, path }: { t: Strings; path: string }) => (
  <p class="pages" id="earlier">
    <a class="btn small" href={path} hx-get={path} hx-target="#earlier" hx-swap="outerHTML" hx-sync="this:drop" data-earlier="">
      <Icon name="up" small />
      {t.thread.earlier}
    </a>
  </p>
)
