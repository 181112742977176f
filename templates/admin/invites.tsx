import type { Invite } from '../../src/admin/invites.ts'
import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Section, Select } from '../ui/section.tsx'
import { Field } from '../ui/field.tsx'
import { Notice } from '../ui/notice.tsx'
import { FormNotice, type FormState, ReadOnly } from './form.tsx'
import { AdminPage, Empty, Pager } from './frame.tsx'

export type InvitesProps = {
  chrome: Chrome
  invites: readonly Invite[]
  /** who may register without one */
  registration: 'open' | 'invite' | 'closed'
  isLater: boolean
  next: string | null
  state: FormState
  /** an invitation that was made just now: shown once */
  made?: { url: string; code: string } | undefined
}

const DAYS = [1, 7, 30, 90]

export const InvitesPage = (props: InvitesProps) => {
  const { chrome, invites, isLater, next, made } = props
  const { t } = chrome
  return (
    <AdminPage chrome={chrome} place="invites" title={t.admin.invites.title}>
      {made !== undefined && <Made chrome={chrome} made={made} />}
      <ModeNotice {...props} />
      <section class="section">
        <h2 class="sr" id="invites-h">
          {t.admin.invites.title}
        </h2>
        {invites.length === 0 ? (
          <Empty icon="link" title={t.admin.invites.emptyTitle} lead={t.admin.invites.emptyLead} />
        ) : (
          <InviteTable chrome={chrome} invites={invites} />
        )}
        <Pager
          chrome={chrome}
          first={isLater ? paths.adminInvites() : null}
          older={next === null ? null : paths.adminInvites(`?cursor=${next}`)}
        />
      </section>
      <NewInvite {...props} />
    </AdminPage>
  )
}

const ModeNotice = ({ chrome: { t }, registration }: InvitesProps) => {
  if (registration === 'invite') return null
  return <Notice tone="warning" icon="alert" title={registration === 'open' ? t.admin.invites.notNeeded : t.admin.invites.closed} />
}

const Made = ({ chrome: { t }, made }: { chrome: Chrome; made: { url: string; code: string } }) => (
  <Notice
    tone="accent"
    icon="link"
    title={t.admin.invites.made}
    action={
      <>
        <ReadOnly id="invite-link" label={t.admin.invites.link} value={made.url} />
        <ReadOnly id="invite-code" label={t.admin.invites.code} value={made.code} />
      </>
    }
  >
    {t.admin.invites.madeLead}
  </Notice>
)

const NewInvite = ({ chrome: { t }, state }: InvitesProps) => {
  const days = state.values['days'] ?? '7'
  return (
    <Section title={t.admin.invites.add} lead={t.admin.invites.lead} id="new-invite" first>
      <form class="stack narrow" method="post" action={paths.adminInvites()}>
        <FormNotice notice={state.notice} />
        <Field
          name="note"
          label={t.admin.invites.note}
          value={state.values['note']}
          hint={t.admin.invites.noteHint}
          error={state.errors['note']}
          autocomplete="off"
          maxlength={200}
        />
        <Field
          name="uses"
          label={t.admin.invites.uses}
          value={state.values['uses'] ?? '1'}
          error={state.errors['uses']}
          autocomplete="off"
          required
        />
        <Select name="days" label={t.admin.invites.days} error={state.errors['days']}>
          {DAYS.map((n) => (
            <option value={String(n)} selected={String(n) === days}>
              {t.admin.invites.daysOption(n)}
            </option>
          ))}
          <option value="" selected={days === ''}>
            {t.admin.invites.forever}
          </option>
        </Select>
        <div>
          <button class="btn primary">{t.admin.invites.submit}</button>
        </div>
      </form>
    </Section>
  )
}

const InviteTable = ({ chrome, invites }: { chrome: Chrome; invites: readonly Invite[] }) => {
  const { t } = chrome
  return (
    <div class="table-wrap" tabindex={0} role="region" aria-labelledby="invites-h">
      <table class="table fold">
        <thead>
          <tr>
            <th>{t.admin.invites.note}</th>
            <th>{t.admin.invites.stateLabel}</th>
            <th>{t.admin.invites.used}</th>
            <th>{t.admin.invites.ends}</th>
            <th>{t.admin.invites.created}</th>
            <th class="acts">
              <span class="sr">{t.admin.invites.remove}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {invites.map((invite) => (
            <InviteRow chrome={chrome} invite={invite} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

const TONES = { open: 'success', used: undefined, expired: 'warning' } as const

const InviteRow = ({ chrome: { t, timeZone }, invite }: { chrome: Chrome; invite: Invite }) => {
  const note = invite.note ?? t.admin.invites.noNote
  return (
    <tr>
      <th scope="row">
        {note}
        {invite.creator !== null && <small>{t.admin.invites.by(invite.creator)}</small>}
      </th>
      <td data-label={t.admin.invites.stateLabel}>
        <span class="badge" data-tone={TONES[invite.state]}>
          {t.admin.invites.state[invite.state]}
        </span>
      </td>
      <td data-label={t.admin.invites.used}>
        {t.admin.invites.usedOf(invite.uses, invite.maxUses)}
        {invite.usedBy.map(({ userId, username, usedAt }) => (
          <small>
            <a href={paths.adminUser(userId)}>{username}</a> · {t.dateTime(usedAt, timeZone)}
          </small>
        ))}
      </td>
      <td data-label={t.admin.invites.ends}>
        {invite.expiresAt === null ? (
          <span class="muted">{t.admin.invites.forever}</span>
        ) : (
          <time>{t.dateTime(invite.expiresAt, timeZone)}</time>
        )}
      </td>
      <td data-label={t.admin.invites.created}>
        <time>{t.date(invite.createdAt, timeZone)}</time>
      </td>
      <td class="acts">
        <form method="post" action={paths.adminInviteDeletion(invite.id)}>
          <button class="btn small danger" aria-label={t.admin.invites.removeOf(note)}>
            {t.admin.invites.remove}
          </button>
        </form>
      </td>
    </tr>
  )
}
