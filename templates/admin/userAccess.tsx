import type { UserAccess } from '../../src/admin/userAccess.ts'
import type { ListedUser } from '../../src/admin/userQueries.ts'
import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Icon } from '../ui/icon.tsx'
import { Section } from '../ui/section.tsx'
import { SessionItem, sessionName, type SessionView } from '../ui/sessionItem.tsx'
import { TokenItem } from '../ui/tokenItem.tsx'

type Props = { chrome: Chrome; user: ListedUser; access: AccessView }

export type AccessView = Omit<UserAccess, 'sessions'> & { sessions: readonly SessionView[] }

/** By what the user may sign in, and what can be done about it. */
export const WaysInSection = ({ chrome: { t }, user, access }: Props) => {
  const words = t.admin.user
  return (
    <Section title={words.access} lead={words.accessLead} id="access">
      <div class="stack">
        <dl class="facts">
          <dt>{t.account.password}</dt>
          <dd>{access.hasPassword ? words.isSet : words.isNotSet}</dd>
          <dt>{words.twoStep}</dt>
          <dd>{access.hasFactor ? words.isOn : words.isOff}</dd>
          {access.identities.map(({ provider, label }) => (
            <>
              <dt>{provider}</dt>
              <dd>{label}</dd>
            </>
          ))}
        </dl>
        <div class="toolbar">
          <form method="post" action={paths.adminUserReset(user.id)}>
            <button class="btn small">{words.reset}</button>
          </form>
          {access.hasFactor && (
            <form method="post" action={paths.adminUserFactorRemoval(user.id)}>
              <button class="btn small">{words.removeFactor}</button>
            </form>
          )}
          <form method="post" action={paths.adminUser(user.id)}>
            <input type="hidden" name="active" value={String(!user.active)} />
            <button class={user.active ? 'btn small danger' : 'btn small'}>{user.active ? words.disable : words.enable}</button>
          </form>
        </div>
      </div>
    </Section>
  )
}

export const SessionsSection = ({ chrome, user, access: { sessions } }: Props) => {
  const { t } = chrome
  return (
    <Section title={t.account.sessions} lead={t.admin.user.sessionsLead} id="sessions">
      <div class="stack">
        {sessions.length === 0 ? (
          <p class="hint">{t.admin.user.noSessions}</p>
        ) : (
          <ul class="items">
            {sessions.map((session) => (
              <Session chrome={chrome} user={user} session={session} />
            ))}
          </ul>
        )}
        <form method="post" action={paths.adminUserSignOut(user.id)}>
          <button class="btn small danger">
            <Icon name="out" small />
            {t.admin.user.signOut}
          </button>
        </form>
      </div>
    </Section>
  )
}

const Session = ({ chrome, user, session }: { chrome: Chrome; user: ListedUser; session: SessionView }) => (
  <SessionItem chrome={chrome} session={session}>
    <form method="post" action={paths.adminUserSessionDeletion(user.id, session.id)}>
      <button class="btn small" aria-label={chrome.t.account.signOutOf(sessionName(chrome, session))}>
        {chrome.t.account.signOut}
      </button>
    </form>
  </SessionItem>
)

export const TokensSection = ({ chrome, user, access: { tokens } }: Props) => {
  const { t } = chrome
  return (
    <Section title={t.tokens.title} lead={t.admin.user.tokensLead} id="tokens">
      {tokens.length === 0 ? (
        <p class="hint">{t.admin.user.noTokens}</p>
      ) : (
        <ul class="items">
          {tokens.map((token) => (
            <TokenItem chrome={chrome} token={token} action={paths.adminUserTokenRevocation(user.id, token.id)} />
          ))}
        </ul>
      )}
    </Section>
  )
}
