import { paths } from '../../src/paths.ts'
import type { Strings } from '../i18n/index.ts'
import { Notice } from './notice.tsx'

/** To who was signed in when the page was opened: what was written stays, and signing in leads `back` to it. */
export const SignInNotice = ({ t, back }: { t: Strings; back: string | undefined }) => (
  <Notice
    tone="danger"
    icon="alert"
    role="alert"
    title={t.state.signedOut}
    action={
      <a class="btn small" href={paths.login(back)}>
        {t.auth.signIn}
      </a>
    }
  >
    {t.state.signedOutLead}
  </Notice>
)
