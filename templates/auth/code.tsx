import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import type { Strings } from '../i18n/index.ts'
import { Field } from '../ui/field.tsx'
import { type FieldErrors, Gate, GateHeading, GateNotice, NextField } from './gate.tsx'

type CodeFieldProps = { t: Strings; error?: string | undefined }
type AuthenticatorProps = { required?: boolean; autofocus?: boolean }

/** The code of an authenticator, typed on a keyboard of digits. */
export const AuthenticatorField = ({ t, error, required = false, autofocus = false }: CodeFieldProps & AuthenticatorProps) => (
  <Field
    name="code"
    label={t.factor.code}
    hint={t.factor.codeHint}
    error={error}
    autocomplete="one-time-code"
    inputmode="numeric"
    maxlength={40}
    required={required}
    autofocus={autofocus}
    mono
    literal
  />
)

/** Takes either kind of code. */
export const CodeField = ({ t, error, name = 'code' }: CodeFieldProps & { name?: string }) => (
  <Field
    name={name}
    label={t.factor.code}
    hint={t.factor.eitherHint}
    error={error}
    autocomplete="one-time-code"
    maxlength={40}
    required
    mono
    literal
  />
)

export type CodeProps = {
  chrome: Chrome
  errors: FieldErrors<'code'>
  notice?: string | undefined
  /** what the first step has shown, sealed by the server */
  pending: string
  next: string | null
}

/** The second step of a sign-in: the code of an authenticator, or one that was kept for the day when it is lost. */
export const CodePage = ({ chrome, errors, notice, pending, next }: CodeProps) => {
  const { t } = chrome
  return (
    <Gate chrome={chrome} title={t.factor.signInTitle}>
      <form class="form stack" method="post" action={paths.loginCode()}>
        <GateHeading title={t.factor.signInTitle} lead={t.factor.signInLead} />
        <GateNotice chrome={chrome} notice={notice} errors={errors} />
        <input type="hidden" name="pending" value={pending} />
        <NextField next={next} />
        <AuthenticatorField t={t} error={errors.code} autofocus />
        <details>
          <summary>{t.factor.noAuthenticator}</summary>
          <Field
            name="recovery_code"
            label={t.factor.recoveryCode}
            hint={t.factor.recoveryCodeHint}
            autocomplete="off"
            maxlength={40}
            mono
            literal
          />
        </details>
        <button class="btn primary wide">{t.auth.signIn}</button>
        <p class="muted">
          <a href={paths.login(next ?? undefined)}>{t.factor.startAgain}</a>
        </p>
      </form>
    </Gate>
  )
}
