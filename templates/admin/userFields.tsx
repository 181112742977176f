import type { GroupRow } from '../../src/admin/groupQueries.ts'
import type { ListedUser } from '../../src/admin/userQueries.ts'
import type { Chrome } from '../chrome.ts'
import { Select } from '../ui/section.tsx'
import { Field, FieldError } from '../ui/field.tsx'
import type { FormState } from './form.tsx'

type Props = {
  chrome: Chrome
  state: FormState
  /** null: a new one */
  user: Pick<ListedUser, 'username' | 'role' | 'groupId'> | null
  groups: readonly GroupRow[]
}

const ROLES = ['user', 'admin'] as const

/** Who somebody is: name, role, group. */
export const UserFields = ({ chrome: { t }, state, user, groups }: Props) => {
  const role = state.values['role'] ?? user?.role ?? 'user'
  const group = state.values['group_id'] ?? user?.groupId ?? ''
  return (
    <>
      <Field
        name="username"
        label={t.auth.username}
        value={state.values['username'] ?? user?.username}
        error={state.errors['username']}
        autocomplete="off"
        required
        literal
      />
      <Select name="role" label={t.admin.users.roleLabel} error={state.errors['role']}>
        {ROLES.map((value) => (
          <option value={value} selected={value === role}>
            {t.admin.users.role[value]}
          </option>
        ))}
      </Select>
      <Select name="group_id" label={t.admin.newUser.group} error={state.errors['group_id']}>
        <option value="">{t.admin.newUser.noGroup}</option>
        {groups.map(({ id, name }) => (
          <option value={id} selected={id === group}>
            {name}
          </option>
        ))}
      </Select>
    </>
  )
}

export const NotesField = ({ chrome: { t }, state, notes }: { chrome: Chrome; state: FormState; notes: string | null }) => {
  const error = state.errors['notes']
  return (
    <div class="field">
      <label for="notes">{t.admin.user.notes}</label>
      <textarea
        class="input"
        id="notes"
        name="notes"
        maxlength={2000}
        {...(error === undefined ? { 'aria-describedby': 'notes-h' } : { 'aria-invalid': 'true', 'aria-describedby': 'notes-e' })}
      >
        {state.values['notes'] ?? notes ?? ''}
      </textarea>
      {error === undefined ? (
        <p class="hint" id="notes-h">
          {t.admin.user.notesHint}
        </p>
      ) : (
        <FieldError name="notes" text={error} />
      )}
    </div>
  )
}
