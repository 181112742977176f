import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { NewPasswordFields } from './accountFields.tsx'
import { type FieldErrors, Gate, GateHeading, GateNotice } from './gate.tsx'

export type ResetProps = {
  chrome: Chrome
  token: string
  /** whose password is set; null when that has been done */
  username: string | null
  errors: FieldErrors<'password' | 'password_confirm'>
  notice?: string | undefined
  passwordMin: number
}

export const ResetPage = (props: ResetProps) => (
  <Gate chrome={props.chrome} title={props.chrome.t.reset.title}>
    {props.username === null ? <Done chrome={props.chrome} /> : <ResetForm {...props} username={props.username} />}
  </Gate>
)

const ResetForm = ({ chrome, token, username, errors, notice, passwordMin }: ResetProps & { username: string }) => {
  const { t } = chrome
  return (
    <form class="form stack" method="post" action={paths.resetForm()}>
      <GateHeading title={t.reset.title} lead={t.reset.lead(username)} />
      <GateNotice chrome={chrome} notice={notice} errors={errors} />
      <input type="hidden" name="token" value={token} />
      <input class="sr" name="username" value={username} autocomplete="username" aria-label={t.auth.username} readonly tabindex={-1} />
      <NewPasswordFields t={t} errors={errors} passwordMin={passwordMin} />
      <button class="btn primary wide">{t.reset.submit}</button>
    </form>
  )
}

const Done = ({ chrome: { t } }: { chrome: Chrome }) => (
  <div class="form stack">
    <GateHeading title={t.reset.done} lead={t.reset.doneLead} />
    <a class="btn primary wide" href={paths.login()}>
      {t.auth.signIn}
    </a>
  </div>
)
