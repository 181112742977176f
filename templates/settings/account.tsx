import { paths } from '../../src/paths.ts'
import type { Chrome, Viewer } from '../chrome.ts'
import { Field } from '../ui/field.tsx'
import { Notice } from '../ui/notice.tsx'
import { Fault } from './fault.tsx'
import { Section } from '../ui/section.tsx'
import type { SessionView } from '../ui/sessionItem.tsx'

/** What was just done; the section that it is about says so. */
export type Done = 'name' | 'password' | 'session' | 'sessions'
export type AccountField =
  | 'username'
  | 'current_password'
  | 'current_code'
  | 'new_password'
  | 'new_password_confirm'
  | 'removal_username'
  | 'removal_password'
  | 'removal_code'
export type AccountSection = 'profile' | 'password' | 'data'

export type AccountView = {
  sessions: readonly SessionView[]
  /** how long a session lasts without use, ms */
  sessionTtl: number
  /** what shows that it is the user himself; who has no password is asked to sign in instead */
  proof: { password: boolean; code: boolean }
  passwordMin: number
  done: Done | null
  /** what was typed, and is not kept */
  values?: Partial<Record<AccountField, string>>
  errors?: Partial<Record<AccountField, string>>
  /** what is wrong with no field of a form, and in which section */
  fault?: { section: AccountSection; text: string } | undefined
}

export type AccountProps = { chrome: Chrome; user: Viewer; account: AccountView }

export const ProfileSection = ({ chrome: { t }, user, account }: AccountProps) => (
  <Section title={t.settings.profile} lead={t.settings.profileLead} id="profile">
    <form class="stack narrow" method="post" action={paths.settingsName()}>
      {account.done === 'name' && <Notice tone="success" icon="check" title={t.account.renamed} />}
      <Fault account={account} section="profile" />
      <Field
        name="username"
        label={t.auth.username}
        value={account.values?.username ?? user.name}
        hint={t.account.usernameHint}
        error={account.errors?.username}
        autocomplete="username"
        required
        literal
      />
      <dl class="facts">
        <dt>{t.settings.roleLabel}</dt>
        <dd>{t.settings.role[user.role]}</dd>
      </dl>
      <div>
        <button class="btn">{t.account.saveUsername}</button>
      </div>
    </form>
  </Section>
)
