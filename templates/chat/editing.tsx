import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import type { Strings } from '../i18n/index.ts'
import { Document } from '../layout.tsx'
import { Banner } from '../ui/banner.tsx'
import { DockNotice } from './dockNotice.tsx'
import type { DockNoticeView } from './views.ts'

export type EditView = {
  messageId: string
  conversationId: string
  text: string
  /** fresh for every form: the same one again is the same question */
  clientId: string
}

/** characters of one question */
const MAX_LENGTH = 100_000

/** In the place of a question: its text, to be asked in other words. */
export const Editing = ({ t, edit }: { t: Strings; edit: EditView }) => (
  <article class="message user editing" id={`m-${edit.messageId}`} aria-label={t.thread.editTitle}>
    <EditForm t={t} edit={edit} />
  </article>
)

const EditForm = ({ t, edit }: { t: Strings; edit: EditView }) => {
  const field = `e-${edit.messageId}`
  const action = paths.messageEdit(edit.messageId)
  return (
    <form class="composer-box" method="post" action={action} hx-post={action} hx-target="#notices" hx-sync="this:drop" data-follows="">
      <input type="hidden" name="client_id" value={edit.clientId} />
      <label class="sr" for={field}>
        {t.thread.editTitle}
      </label>
      <textarea id={field} name="message" rows={3} required maxlength={MAX_LENGTH} aria-describedby={`${field}-h`} autofocus>
        {edit.text.startsWith('\n') ? `\n${edit.text}` : edit.text}
      </textarea>
      <div class="tools">
        <small id={`${field}-h`}>{t.thread.editHint}</small>
        <span class="actions">
          <Cancel t={t} edit={edit} />
          <button class="btn small primary">{t.chat.send}</button>
        </span>
      </div>
    </form>
  )
}

/** Leads back to the conversation; with script only the question comes back. */
const Cancel = ({ t, edit: { messageId, conversationId } }: { t: Strings; edit: EditView }) => (
  <a
    class="btn small quiet"
    href={`${paths.chat(conversationId)}#m-${messageId}`}
    hx-get={paths.message(messageId)}
    hx-target={`#m-${messageId}`}
    hx-swap="outerHTML"
    data-cancel=""
  >
    {t.conversation.cancel}
  </a>
)

export type EditPageProps = { chrome: Chrome; edit: EditView; notice?: DockNoticeView | undefined }

/** The same form as a page of its own: where the pencil leads without script. */
export const EditPage = ({ chrome, edit, notice }: EditPageProps) => {
  const { t } = chrome
  return (
    <Document chrome={chrome} title={t.page.title(t.thread.editTitle)} css="app.css" icons={['alert', 'clock']}>
      <main class="chat" id="main">
        <header class="bar">
          <h1>{t.thread.editTitle}</h1>
        </header>
        <Banner chrome={chrome} />
        <div class="thread">
          {notice !== undefined && <DockNotice t={t} notice={notice} />}
          <EditForm t={t} edit={edit} />
        </div>
      </main>
    </Document>
  )
}
