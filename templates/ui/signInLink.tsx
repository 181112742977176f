import { paths } from '../../src/paths.ts'
import type { Strings } from '../i18n/index.ts'

/** The way to sign in from a page that was left open, and `back` to it. */
export const SignInLink = ({ t, back }: { t: Strings; back: string | undefined }) => (
  <a class="btn small" href={paths.login(back)}>
    {t.auth.signIn}
  </a>
)
