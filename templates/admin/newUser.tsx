import type { GroupRow } from '../../src/admin/groupQueries.ts'
import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Section } from '../ui/section.tsx'
import { Field } from '../ui/field.tsx'
import { FormNotice, type FormState } from './form.tsx'
import { AdminPage } from './frame.tsx'
import { NotesField, UserFields } from './userFields.tsx'

export type NewUserProps = { chrome: Chrome; groups: readonly GroupRow[]; state: FormState }

export const NewUserPage = ({ chrome, groups, state }: NewUserProps) => {
  const { t } = chrome
  return (
    <AdminPage chrome={chrome} place="users" title={t.admin.newUser.title}>
      <Section title={t.admin.user.profile} lead={t.admin.newUser.lead} id="profile" first>
        <form class="stack narrow" method="post" action={paths.adminUsers()}>
          <FormNotice notice={state.notice} />
          <UserFields chrome={chrome} state={state} user={null} groups={groups} />
          <Field
            name="password"
            label={t.admin.newUser.password}
            aside={t.admin.newUser.passwordOptional}
            type="password"
            error={state.errors['password']}
            autocomplete="new-password"
          />
          <NotesField chrome={chrome} state={state} notes={null} />
          <div>
            <button class="btn primary">{t.admin.newUser.submit}</button>
          </div>
        </form>
      </Section>
    </AdminPage>
  )
}
