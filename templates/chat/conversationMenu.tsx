import { paths } from '../../src/paths.ts'
import type { Strings } from '../i18n/index.ts'
import { Icon } from '../ui/icon.tsx'
import type { ConversationView } from './views.ts'

type Props = { t: Strings; conversation: ConversationView }

/** What can be done with the conversation that is open: a menu and two dialogs, all native. */
export const ConversationMenu = ({ t, conversation }: Props) => (
  <>
    <div class="menu end" id="conv-menu" popover="auto" role="group" aria-label={t.conversation.options}>
      <button type="button" class="row" command="show-modal" commandfor="rename">
        <Icon name="edit" />
        <span class="label">{t.conversation.rename}</span>
      </button>
      <hr />
      <button type="button" class="row danger" command="show-modal" commandfor="remove">
        <Icon name="trash" />
        <span class="label">{t.conversation.remove}</span>
      </button>
    </div>
    <RenameDialog t={t} conversation={conversation} />
    <RemoveDialog t={t} conversation={conversation} />
  </>
)

const RenameDialog = ({ t, conversation }: Props) => (
  <dialog class="dialog" id="rename" aria-labelledby="rename-h">
    <header>
      <div>
        <h2 id="rename-h">{t.conversation.renameTitle}</h2>
      </div>
      <Close t={t} dialog="rename" />
    </header>
    <form class="stack" method="post" action={paths.chatTitle(conversation.id)}>
      <div class="field">
        <label for="title">{t.conversation.titleLabel}</label>
        <input class="input" id="title" name="title" value={conversation.title} maxlength={200} required autocomplete="off" autofocus />
      </div>
      <footer>
        <button class="btn" formmethod="dialog" formnovalidate>
          {t.conversation.cancel}
        </button>
        <button class="btn primary">{t.conversation.save}</button>
      </footer>
    </form>
  </dialog>
)

const RemoveDialog = ({ t, conversation }: Props) => (
  <dialog class="dialog" id="remove" aria-labelledby="remove-h" aria-describedby="remove-p">
    <header>
      <div>
        <h2 id="remove-h">{t.conversation.deleteTitle}</h2>
        <p id="remove-p">{t.conversation.deleteLead(conversation.title)}</p>
      </div>
      <Close t={t} dialog="remove" />
    </header>
    <form class="stack" method="post" action={paths.chatDeletion(conversation.id)}>
      <footer>
        <button class="btn" formmethod="dialog" autofocus>
          {t.conversation.cancel}
        </button>
        <button class="btn danger">{t.conversation.deleteConfirm}</button>
      </footer>
    </form>
  </dialog>
)

const Close = ({ t, dialog }: { t: Strings; dialog: string }) => (
  <button type="button" class="icon-btn" command="close" commandfor={dialog} aria-label={t.conversation.close}>
    <Icon name="x" />
  </button>
)
