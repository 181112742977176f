import type { NamedAudience } from '../../src/admin/models/audience.ts'
import type { Chrome } from '../chrome.ts'
import { FieldError } from '../ui/field.tsx'
import type { FormState } from './form.tsx'
import { LongText } from '../ui/longText.tsx'

export type AudienceProps = {
  chrome: Chrome
  state: FormState
  audience: NamedAudience | null
  groups: readonly { id: string; name: string }[]
}

const ROLES = ['user', 'admin'] as const

export const AudienceFields = ({ chrome: { t }, state, audience, groups }: AudienceProps) => {
  const { models: words } = t
  const { values, errors } = state
  const wasSent = 'open_to' in values
  const openTo = values['open_to'] ?? (audience === null ? 'everybody' : 'some')
  const isTicked = (name: string, known: boolean) => (wasSent ? name in values : known)
  const names = audience?.users.map(({ name }) => name).join('\n') ?? ''
  return (
    <>
      <fieldset class="field">
        <legend class="sr">{words.open}</legend>
        {(['everybody', 'some'] as const).map((value) => (
          <label class="tick">
            <input type="radio" name="open_to" value={value} checked={openTo === value} />
            {words.openTo[value]}
          </label>
        ))}
        {errors['open_to'] !== undefined && <FieldError name="open_to" text={errors['open_to']} />}
      </fieldset>
      <div class="stack chosen">
        <fieldset class="field">
          <legend>{words.byRole}</legend>
          {ROLES.map((role) => (
            <Box
              name={`role_${role}`}
              label={role === 'admin' ? words.admins : words.users}
              checked={isTicked(`role_${role}`, audience?.roles.includes(role) ?? false)}
            />
          ))}
        </fieldset>
        <fieldset class="field">
          <legend>{words.byGroup}</legend>
          {groups.length === 0 && <p class="hint">{words.noGroups}</p>}
          <div class="boxes">
            {groups.map(({ id, name }) => (
              <Box
                name={`group_${id}`}
                label={name}
                checked={isTicked(`group_${id}`, audience?.groups.some((group) => group.id === id) ?? false)}
              />
            ))}
          </div>
        </fieldset>
        <LongText
          code
          rows={2}
          maxlength={8_000}
          name="users"
          label={words.byName}
          hint={words.byNameHint}
          value={values['users'] ?? names}
          error={errors['users']}
        />
      </div>
    </>
  )
}

const Box = ({ name, label, checked }: { name: string; label: string; checked: boolean }) => (
  <label class="tick">
    <input type="checkbox" name={name} value="on" checked={checked} />
    {label}
  </label>
)
