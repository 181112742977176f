import { paths } from '../../src/paths.ts'
import { Field } from '../ui/field.tsx'
import { Notice } from '../ui/notice.tsx'
import { CodeField } from '../auth/code.tsx'
import type { Strings } from '../i18n/index.ts'
import type { AccountProps, AccountView } from './account.tsx'
import { Fault } from './fault.tsx'
import { Section } from '../ui/section.tsx'

export const PasswordSection = (props: AccountProps) => {
  const { t } = props.chrome
  return (
    <Section title={t.account.password} lead={t.account.passwordLead} id="password">
      <PasswordForm {...props} />
    </Section>
  )
}

const PasswordForm = ({ chrome: { t }, user, account }: AccountProps) => (
  <form class="stack narrow" method="post" action={paths.settingsPassword()}>
    {account.done === 'password' && <Notice tone="success" icon="check" title={t.account.passwordChanged} />}
    <Fault account={account} section="password" />
    {/* for whatever keeps passwords: whose this is */}
    <input type="hidden" name="username" autocomplete="username" value={user.name} />
    {account.proof.password ? <CurrentPassword t={t} account={account} /> : <p>{t.account.noPassword}</p>}
    <Field
      name="new_password"
      label={t.account.newPassword}
      type="password"
      hint={t.auth.passwordHint(account.passwordMin)}
      error={account.errors?.new_password}
      autocomplete="new-password"
      minlength={account.passwordMin}
      required
    />
    <Field
      name="new_password_confirm"
      label={t.account.newPasswordAgain}
      type="password"
      error={account.errors?.new_password_confirm}
      autocomplete="new-password"
      required
    />
    <div>
      <button class="btn">{account.proof.password ? t.account.changePassword : t.account.setPassword}</button>
    </div>
  </form>
)

const CurrentPassword = ({ t, account }: { t: Strings; account: AccountView }) => (
  <>
    <Field
      name="current_password"
      label={t.account.currentPassword}
      type="password"
      error={account.errors?.current_password}
      autocomplete="current-password"
      required
    />
    {account.proof.code && <CodeField t={t} name="current_code" error={account.errors?.current_code} />}
  </>
)
