import type { Strings } from '../i18n/index.ts'
import { Field } from '../ui/field.tsx'
import type { FieldErrors } from './gate.tsx'

type UsernameProps = { t: Strings; value: string | undefined; error: string | undefined }

export const UsernameField = ({ t, value, error }: UsernameProps) => (
  <Field name="username" label={t.auth.username} value={value} error={error} autocomplete="username" required literal />
)

type Props = {
  t: Strings
  username: string | undefined
  errors: FieldErrors<'username' | 'password' | 'password_confirm'>
  passwordMin: number
}

/** What a new account is made of. */
export const AccountFields = ({ t, username, errors, passwordMin }: Props) => (
  <>
    <UsernameField t={t} value={username} error={errors.username} />
    <NewPasswordFields t={t} errors={errors} passwordMin={passwordMin} />
  </>
)

type NewPasswordProps = Pick<Props, 't' | 'passwordMin'> & { errors: FieldErrors<'password' | 'password_confirm'> }

/** A password that is to be, twice. */
export const NewPasswordFields = ({ t, errors, passwordMin }: NewPasswordProps) => (
  <>
    <Field
      name="password"
      label={t.auth.password}
      type="password"
      hint={t.auth.passwordHint(passwordMin)}
      error={errors.password}
      autocomplete="new-password"
      minlength={passwordMin}
      required
    />
    <Field
      name="password_confirm"
      label={t.auth.passwordAgain}
      type="password"
      error={errors.password_confirm}
      autocomplete="new-password"
      required
    />
  </>
)
