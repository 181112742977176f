import { SettingsPage, type SettingsProps } from '../../templates/settings/settings.tsx'
import { userOf } from '../auth/guard.ts'
import { factorStanding } from '../auth/service.ts'
import type { AppError } from '../errors.ts'
import { waysIn } from '../oidc/service.ts'
import { paths } from '../paths.ts'
import { remainingOf } from '../usage/service.ts'
import type { AppContext } from '../web/context.ts'
import { chromeOf } from '../web/page.ts'
import { accountView } from './accountView.ts'
import type { SettingsDeps } from './deps.ts'
import { timeZones } from '../site/zones.ts'
import { tokensView } from './tokens.tsx'

/** What a section shows after something was done in it; the rest is looked up. */
export type Shown = Partial<Pick<SettingsProps, 'saved' | 'errors' | 'tokens' | 'account'>>

/** The whole page of settings. */
export async function showSettings(
  c: AppContext,
  deps: SettingsDeps,
  { saved = false, errors = {}, ...given }: Shown,
  status: AppError['status'] | 200 = 200,
) {
  const { id } = userOf(c)
  const [sidebar, ways, factor, tokens, account, quota] = await Promise.all([
    deps.sidebarOf(id),
    waysIn(deps, id),
    factorStanding(deps.db, id),
    given.tokens ?? tokensView(deps, c),
    given.account ?? accountView(deps, c),
    remainingOf(deps, id, new Date(deps.now())),
  ])
  const chrome = chromeOf(c, deps, paths.settings())
  return c.html(<SettingsPage {...{ chrome, sidebar, ways, factor, saved, errors, timeZones, tokens, account, quota }} />, status)
}
