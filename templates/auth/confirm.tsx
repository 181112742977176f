import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Field } from '../ui/field.tsx'
import { CodeField } from './code.tsx'
import { type FieldErrors, Gate, GateHeading, GateNotice, NextField } from './gate.tsx'

export type ConfirmProps = {
  chrome: Chrome
  errors: FieldErrors<'password' | 'code'>
  notice?: string | undefined
  /** what this user has to show */
  wanted: { password: boolean; code: boolean }
  next: string | null
  /** a form that was sent before, sealed by the server; it goes on afterwards */
  form?: string | undefined
}

export const ConfirmPage = ({ chrome, errors, notice, wanted, next, form }: ConfirmProps) => {
  const { t } = chrome
  if (!wanted.password && !wanted.code) return <SignInAgain chrome={chrome} />
  return (
    <Gate chrome={chrome} title={t.factor.confirmTitle}>
      <form class="form stack" method="post" action={paths.confirm()}>
        <GateHeading title={t.factor.confirmTitle} lead={form === undefined ? t.factor.confirmLead : t.factor.confirmLeadForm} />
        <GateNotice chrome={chrome} notice={notice} errors={errors} />
        {form !== undefined && <input type="hidden" name="form" value={form} />}
        <NextField next={next} />
        {wanted.password && (
          <Field
            name="password"
            label={t.auth.password}
            type="password"
            error={errors.password}
            autocomplete="current-password"
            required
            autofocus
          />
        )}
        {wanted.code && <CodeField t={t} error={errors.code} />}
        <button class="btn primary wide">{t.factor.confirmSubmit}</button>
        <p class="muted">
          <a href={next ?? paths.newChat()}>{t.factor.cancel}</a>
        </p>
      </form>
    </Gate>
  )
}

/** For accounts without a password: what confirms them is where they sign in. */
const SignInAgain = ({ chrome }: { chrome: Chrome }) => (
  <Gate chrome={chrome} title={chrome.t.factor.confirmTitle}>
    <form class="form stack" method="post" action={paths.logout()}>
      <GateHeading title={chrome.t.factor.confirmTitle} lead={chrome.t.factor.confirmBySignIn} />
      <button class="btn primary wide">{chrome.t.nav.signOut}</button>
    </form>
  </Gate>
)

export type ConfirmedProps = { chrome: Chrome; form: { action: string; fields: readonly (readonly [string, string])[] } }

/** The form that was sent before, as it was: one more press sends it. */
export const ConfirmedPage = ({ chrome, form: { action, fields } }: ConfirmedProps) => (
  <Gate chrome={chrome} title={chrome.t.factor.confirmedTitle}>
    <form class="form stack" method="post" action={action}>
      <GateHeading title={chrome.t.factor.confirmedTitle} lead={chrome.t.factor.confirmedLead} />
      {fields.map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      <button class="btn primary wide" autofocus>
        {chrome.t.factor.confirmedSubmit}
      </button>
    </form>
  </Gate>
)
