import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { partsOf } from '../i18n/format.ts'
import { Icon } from '../ui/icon.tsx'
import { Notice } from '../ui/notice.tsx'
import { Composer } from './composer.tsx'
import { Notices } from './notices.tsx'
import type { MainView } from './views.ts'

/** An empty chat: a greeting, the composer in the middle, four ways to begin. */
export const Welcome = ({ chrome, main }: { chrome: Chrome; main: MainView }) => {
  const { t, user, timeZone, now } = chrome
  const hour = timeZone === null ? null : partsOf(now, timeZone).hour
  return (
    <div class="thread welcome" id="thread">
      {main.service === 'none' ? (
        <>
          <h1 class="sr">{t.nav.newChat}</h1>
          <NoService chrome={chrome} />
        </>
      ) : (
        <>
          <h1>{t.chat.greeting(user?.name ?? '', hour)}</h1>
          {main.service === 'demo' && <DemoNotice chrome={chrome} />}
          <Notices t={t} notice={main.notice} />
          <Composer t={t} conversationId={null} composer={main.composer} />
          <Suggestions chrome={chrome} />
        </>
      )}
    </div>
  )
}

const DemoNotice = ({ chrome: { t, user } }: { chrome: Chrome }) => (
  <Notice tone="accent" icon="info" title={t.state.demo} action={user?.role === 'admin' && <AddKey t={t} small />}>
    {user?.role === 'admin' ? t.state.demoAdmin : t.state.demoUser}
  </Notice>
)

const AddKey = ({ t, small = false }: Pick<Chrome, 't'> & { small?: boolean }) => (
  <a class={small ? 'btn small' : 'btn primary'} href={paths.adminNewKey()}>
    {t.keys.add}
  </a>
)

/** Neither a key nor the demo model: nobody can ask anything yet. */
export const NoService = ({ chrome: { t, user } }: { chrome: Chrome }) => {
  const admin = user?.role === 'admin'
  return (
    <div class="empty">
      <Icon name={admin ? 'key' : 'clock'} />
      <strong>{admin ? t.state.noKeyAdmin : t.state.noKeyUser}</strong>
      <p>{admin ? t.state.noKeyAdminLead : t.state.noKeyUserLead}</p>
      {admin && <AddKey t={t} />}
    </div>
  )
}

/** Links, so that they work without script; with it they fill in the text. */
const Suggestions = ({ chrome: { t } }: { chrome: Chrome }) => (
  <ul class="suggestions" aria-label={t.chat.suggestionsLabel}>
    {t.chat.suggestions.map(({ icon, title, note, text }) => (
      <li>
        <a class="suggestion" href={`${paths.newChat()}?q=${encodeURIComponent(text)}`}>
          <Icon name={icon} />
          <b>{title}</b>
          <small>{note}</small>
        </a>
      </li>
    ))}
  </ul>
)
