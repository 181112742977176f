import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Field } from '../ui/field.tsx'
import { AccountFields } from './accountFields.tsx'
import { type FieldErrors, Gate, GateHeading, GateNotice, NextField } from './gate.tsx'

export type RegisterProps = {
  chrome: Chrome
  mode: 'open' | 'invite' | 'closed'
  values: { username?: string | undefined; invite?: string | undefined }
  errors: FieldErrors<'username' | 'password' | 'password_confirm' | 'invite'>
  notice?: string | undefined
  next: string | null
  passwordMin: number
}

export const RegisterPage = (props: RegisterProps) => (
  <Gate chrome={props.chrome} title={props.chrome.t.auth.register}>
    {props.mode === 'closed' ? <Closed chrome={props.chrome} /> : <RegisterForm {...props} />}
  </Gate>
)

const RegisterForm = ({ chrome, mode, values, errors, notice, next, passwordMin }: RegisterProps) => {
  const { t } = chrome
  return (
    <form class="form stack" method="post" action={paths.register()}>
      <GateHeading title={t.auth.register} lead={mode === 'invite' ? t.auth.registerInviteLead : t.auth.registerLead} />
      <GateNotice chrome={chrome} notice={notice} errors={errors} />
      <NextField next={next} />
      <AccountFields t={t} username={values.username} errors={errors} passwordMin={passwordMin} />
      {mode === 'invite' && (
        <Field
          name="invite"
          label={t.auth.invite}
          value={values.invite}
          hint={t.auth.inviteHint}
          error={errors.invite}
          autocomplete="off"
          required
          literal
        />
      )}
      <button class="btn primary wide">{t.auth.registerSubmit}</button>
      <ToLogin chrome={chrome} />
    </form>
  )
}

const Closed = ({ chrome }: { chrome: Chrome }) => (
  <div class="form stack">
    <GateHeading title={chrome.t.auth.registerClosed} lead={chrome.t.auth.registerClosedLead} />
    <ToLogin chrome={chrome} />
  </div>
)

const ToLogin = ({ chrome: { t } }: { chrome: Chrome }) => (
  <p class="muted">
    {t.auth.haveAccount} <a href={paths.login()}>{t.auth.signIn}</a>
  </p>
)
