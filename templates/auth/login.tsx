import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Field } from '../ui/field.tsx'
import { UsernameField } from './accountFields.tsx'
import { type FieldErrors, Gate, GateHeading, GateNotice, NextField } from './gate.tsx'

export type LoginProps = {
  chrome: Chrome
  values: { username?: string | undefined }
  errors: FieldErrors<'username' | 'password'>
  /** one sentence for the form as a whole: wrong credentials, too many tries */
  notice?: string | undefined
  next: string | null
  /** false hides the way to registration */
  canRegister: boolean
  /** other services that people may sign in with */
  providers: readonly { id: string; name: string }[]
}

export const LoginPage = ({ chrome, values, errors, notice, next, canRegister, providers }: LoginProps) => {
  const { t } = chrome
  return (
    <Gate chrome={chrome} title={t.auth.signIn}>
      <form class="form stack" method="post" action={paths.login()}>
        <GateHeading title={t.auth.signIn} lead={t.auth.signInLead} />
        <GateNotice chrome={chrome} notice={notice} errors={errors} />
        <NextField next={next} />
        <UsernameField t={t} value={values.username} error={errors.username} />
        <Field name="password" label={t.auth.password} type="password" error={errors.password} autocomplete="current-password" required />
        <button class="btn primary wide">{t.auth.signIn}</button>
        <ProviderLinks t={t} providers={providers} next={next} />
        {canRegister && (
          <p class="muted">
            {t.auth.noAccount} <a href={paths.register()}>{t.auth.createOne}</a>
          </p>
        )}
      </form>
    </Gate>
  )
}

const ProviderLinks = ({ t, providers, next }: Pick<LoginProps, 'providers' | 'next'> & { t: Chrome['t'] }) =>
  providers.length === 0 ? null : (
    <div class="stack">
      <p class="muted">{t.auth.orWith}</p>
      {providers.map(({ id, name }) => (
        <a class="btn wide" href={paths.provider(id, { next })}>
          {t.auth.signInWith(name)}
        </a>
      ))}
    </div>
  )
