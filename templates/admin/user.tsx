import type { GroupRow } from '../../src/admin/groupQueries.ts'
import type { ListedUser } from '../../src/admin/userQueries.ts'
import type { UserUsage } from '../../src/admin/userUsage.ts'
import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Section } from '../ui/section.tsx'
import { Notice } from '../ui/notice.tsx'
import { RemainingList } from '../ui/remaining.tsx'
import { DeletionForm, FormNotice, type FormState, QuotaFields, ReadOnly } from './form.tsx'
import { AdminPage } from './frame.tsx'
import { type AccessView, SessionsSection, TokensSection, WaysInSection } from './userAccess.tsx'
import { UsageSection } from './userUsage.tsx'
import { NotesField, UserFields } from './userFields.tsx'

export type UserPageProps = {
  chrome: Chrome
  user: ListedUser
  groups: readonly GroupRow[]
  usage: UserUsage
  access: AccessView
  state: FormState
  /** what was done just now, in a sentence */
  done?: string | undefined
  /** a link that is shown once */
  link?: { url: string; expiresAt: Date } | undefined
}

export const UserPage = (props: UserPageProps) => {
  const { chrome, user, state, done, link } = props
  const { t, timeZone } = chrome
  const lastLogin = user.lastLoginAt === null ? t.admin.never : t.dateTime(user.lastLoginAt, timeZone)
  return (
    <AdminPage chrome={chrome} place="users" title={user.username} action={<AllUsers chrome={chrome} />}>
      <div>
        <div class="stack">
          <p class="muted">
            {!user.active && (
              <span class="badge" data-tone="danger">
                {t.admin.users.isDisabled}
              </span>
            )}{' '}
            {t.admin.user.facts(t.dateTime(user.createdAt, timeZone), lastLogin)}
          </p>
          {link !== undefined && <LinkNotice chrome={chrome} name={user.username} link={link} />}
          {done !== undefined && <Notice tone="success" icon="check" title={done} />}
          <FormNotice notice={state.notice} />
        </div>
        <UsageSection {...props} />
        <ProfileSection {...props} />
        <QuotaSection {...props} />
        <WaysInSection {...props} />
        <SessionsSection {...props} />
        <TokensSection {...props} />
        <RemovalSection {...props} />
      </div>
    </AdminPage>
  )
}

const AllUsers = ({ chrome: { t } }: { chrome: Chrome }) => (
  <a class="btn small" href={paths.adminUsers()}>
    {t.admin.user.back}
  </a>
)

type LinkProps = { chrome: Chrome; name: string; link: { url: string; expiresAt: Date } }

const LinkNotice = ({ chrome: { t, timeZone }, name, link }: LinkProps) => (
  <Notice
    tone="accent"
    icon="link"
    title={t.admin.user.link(name)}
    action={<ReadOnly id="link" label={t.admin.user.linkLabel} value={link.url} />}
  >
    {t.admin.user.linkLead(t.dateTime(link.expiresAt, timeZone))}
  </Notice>
)

const ProfileSection = ({ chrome, user, groups, state }: UserPageProps) => {
  const { t } = chrome
  return (
    <Section title={t.admin.user.profile} lead={t.admin.user.profileLead} id="profile">
      <form class="stack narrow" method="post" action={paths.adminUser(user.id)}>
        <UserFields chrome={chrome} state={state} user={user} groups={groups} />
        <NotesField chrome={chrome} state={state} notes={user.notes} />
        <div>
          <button class="btn primary">{t.admin.save}</button>
        </div>
      </form>
    </Section>
  )
}

const QuotaSection = ({ chrome, user, groups, usage: { remaining }, state }: UserPageProps) => {
  const { t } = chrome
  const group = groups.find(({ id }) => id === user.groupId)?.quota ?? null
  return (
    <Section title={t.admin.user.quota} lead={t.admin.user.quotaLead} id="quota">
      <div class="stack narrow">
        {remaining.length > 0 && <RemainingList chrome={chrome} lines={remaining} timeZone={user.timeZone} />}
        <form class="stack" method="post" action={paths.adminUser(user.id)}>
          <QuotaFields chrome={chrome} state={state} quota={user.quota} group={group} />
          <div>
            <button class="btn">{t.admin.save}</button>
          </div>
        </form>
      </div>
    </Section>
  )
}

const RemovalSection = ({ chrome: { t }, user, state }: UserPageProps) => (
  <Section title={t.admin.user.remove} lead={t.admin.user.removeLead} id="removal">
    <DeletionForm
      action={paths.adminUserDeletion(user.id)}
      label={t.admin.user.confirm}
      name={user.username}
      state={state}
      submit={t.admin.user.remove}
    />
  </Section>
)
