import { paths } from '../../src/paths.ts'
import { Field } from '../ui/field.tsx'
import { Icon } from '../ui/icon.tsx'
import { CodeField } from '../auth/code.tsx'
import type { AccountProps } from './account.tsx'
import { Fault } from './fault.tsx'
import { Section } from '../ui/section.tsx'

/** To take away, and to leave. */
export const DataSection = (props: AccountProps) => {
  const { t } = props.chrome
  return (
    <Section title={t.account.data} lead={t.account.dataLead} id="data">
      <div class="stack narrow">
        <div class="field">
          <div>
            <a class="btn" href={paths.settingsDownload()} download="">
              <Icon name="download" small />
              {t.account.download}
            </a>
          </div>
          <p class="hint">{t.account.downloadHint}</p>
        </div>
        <Removal {...props} />
      </div>
    </Section>
  )
}

const Removal = ({ chrome: { t }, user, account }: AccountProps) => {
  const { errors = {}, values = {}, fault } = account
  const isFaulty = [errors.removal_username, errors.removal_password, errors.removal_code].some((error) => error !== undefined)
  return (
    <details open={isFaulty || fault?.section === 'data'}>
      <summary class="btn danger">
        <Icon name="trash" small />
        {t.account.remove}
      </summary>
      <form class="stack removal" method="post" action={paths.settingsDeletion()}>
        <Fault account={account} section="data" />
        <p>{t.account.removeLead}</p>
        <Field
          name="removal_username"
          label={t.account.removeUsername(user.name)}
          value={values.removal_username}
          error={errors.removal_username}
          autocomplete="off"
          required
          literal
        />
        {account.proof.password && (
          <Field
            name="removal_password"
            label={t.account.removePassword}
            type="password"
            error={errors.removal_password}
            autocomplete="current-password"
            required
          />
        )}
        {account.proof.password && account.proof.code && <CodeField t={t} name="removal_code" error={errors.removal_code} />}
        <div>
          <button class="btn danger">{t.account.removeConfirm}</button>
        </div>
      </form>
    </details>
  )
}
