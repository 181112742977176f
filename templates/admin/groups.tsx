import type { ListedGroup } from '../../src/admin/groupQueries.ts'
import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Section } from '../ui/section.tsx'
import { Field } from '../ui/field.tsx'
import { Notice } from '../ui/notice.tsx'
import { FormNotice, type FormState, QuotaFields, QuotaWords } from './form.tsx'
import { AdminPage, Empty, Pager } from './frame.tsx'

export type GroupsProps = { chrome: Chrome; groups: readonly ListedGroup[]; isLater: boolean; next: string | null; state: FormState }

export const GroupsPage = ({ chrome, groups, isLater, next, state }: GroupsProps) => {
  const { t } = chrome
  return (
    <AdminPage chrome={chrome} place="groups" title={t.admin.groups.title}>
      <section class="section">
        <h2 class="sr" id="groups-h">
          {t.admin.groups.title}
        </h2>
        {groups.length === 0 ? (
          <Empty icon="tag" title={t.admin.groups.emptyTitle} lead={t.admin.groups.emptyLead} />
        ) : (
          <GroupTable chrome={chrome} groups={groups} />
        )}
        <Pager
          chrome={chrome}
          first={isLater ? paths.adminGroups() : null}
          older={next === null ? null : paths.adminGroups(`?cursor=${next}`)}
        />
      </section>
      <Section title={t.admin.groups.add} lead={t.admin.groups.lead} id="new-group" first>
        <form class="stack narrow" method="post" action={paths.adminGroups()}>
          <FormNotice notice={state.notice} />
          <NameField chrome={chrome} state={state} name={undefined} />
          <QuotaFields chrome={chrome} state={state} quota={null} group={null} />
          <div>
            <button class="btn primary">{t.admin.groups.submit}</button>
          </div>
        </form>
      </Section>
    </AdminPage>
  )
}

const NameField = ({ chrome: { t }, state, name }: { chrome: Chrome; state: FormState; name: string | undefined }) => (
  <Field
    name="name"
    label={t.admin.groups.name}
    value={state.values['name'] ?? name}
    error={state.errors['name']}
    autocomplete="off"
    maxlength={64}
    required
  />
)

const GroupTable = ({ chrome, groups }: { chrome: Chrome; groups: readonly ListedGroup[] }) => {
  const { t, timeZone } = chrome
  return (
    <div class="table-wrap" tabindex={0} role="region" aria-labelledby="groups-h">
      <table class="table fold">
        <thead>
          <tr>
            <th>{t.admin.groups.name}</th>
            <th>{t.admin.groups.limits}</th>
            <th>{t.admin.groups.members}</th>
            <th>{t.admin.users.created}</th>
          </tr>
        </thead>
        <tbody>
          {groups.map((group) => (
            <tr>
              <th scope="row">
                <a href={paths.adminGroup(group.id)}>{group.name}</a>
              </th>
              <td data-label={t.admin.groups.limits}>
                <QuotaWords chrome={chrome} quota={group.quota} />
              </td>
              <td data-label={t.admin.groups.members}>{t.admin.groups.people(group.members)}</td>
              <td data-label={t.admin.users.created}>
                <time>{t.date(group.createdAt, timeZone)}</time>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

export type GroupPageProps = { chrome: Chrome; group: ListedGroup; state: FormState; saved: boolean }

export const GroupPage = ({ chrome, group, state, saved }: GroupPageProps) => {
  const { t } = chrome
  const back = (
    <a class="btn small" href={paths.adminGroups()}>
      {t.admin.groups.back}
    </a>
  )
  return (
    <AdminPage chrome={chrome} place="groups" title={group.name} action={back}>
      <div>
        <div class="stack">
          <p class="muted">
            {t.admin.groups.people(group.members)} · <a href={paths.adminUsers(`?group=${group.id}`)}>{t.admin.groups.showMembers}</a>
          </p>
          {saved && <Notice tone="success" icon="check" title={t.admin.saved} />}
          <FormNotice notice={state.notice} />
        </div>
        <Section title={t.admin.groups.limits} lead={t.admin.groups.lead} id="limits" first>
          <form class="stack narrow" method="post" action={paths.adminGroup(group.id)}>
            <NameField chrome={chrome} state={state} name={group.name} />
            <QuotaFields chrome={chrome} state={state} quota={group.quota} group={null} />
            <div>
              <button class="btn primary">{t.admin.save}</button>
            </div>
          </form>
        </Section>
        <Section title={t.admin.groups.remove} lead={t.admin.groups.removeLead} id="removal">
          <form method="post" action={paths.adminGroupDeletion(group.id)}>
            <button class="btn danger">{t.admin.groups.remove}</button>
          </form>
        </Section>
      </div>
    </AdminPage>
  )
}
