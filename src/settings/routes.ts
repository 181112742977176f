import { Hono } from 'hono'
import { requireConfirmed } from '../auth/confirm.ts'
import { actorOf, requireUser } from '../auth/guard.ts'
import { unlinkIdentity } from '../oidc/service.ts'
import { paths } from '../paths.ts'
import type { AppEnv } from '../web/context.ts'
import { accountRoutes, type ShowAccount } from './account.ts'
import { accountApi } from './api.ts'
import type { SettingsDeps } from './deps.ts'
import { factorRoutes } from './factor.tsx'
import { ownDataRoutes } from './ownData.tsx'
import { preferenceRoutes } from './preferences.ts'
import { showSettings } from './show.tsx'
import { tokenRoutes } from './tokens.tsx'

export function settingsRoutes(deps: SettingsDeps): Hono<AppEnv> {
  const showTokens: Parameters<typeof tokenRoutes>[1] = (c, tokens, status) => showSettings(c, deps, { tokens }, status)
  const showAccount: ShowAccount = (c, account, status) => showSettings(c, deps, { account }, status)
  return new Hono<AppEnv>()
    .get('/settings', requireUser, (c) => showSettings(c, deps, { saved: c.req.query('saved') === '1' }))
    .route(
      '/',
      preferenceRoutes(deps, (c, errors) => showSettings(c, deps, { errors }, 400)),
    )
    .route('/', tokenRoutes(deps, showTokens))
    .route('/', factorRoutes(deps))
    .route('/', accountRoutes(deps, showAccount))
    .route('/', ownDataRoutes(deps, showAccount))
    .route('/', accountApi(deps))
    .post('/settings/identities/:provider/removal', requireUser, requireConfirmed(deps), async (c) => {
      await unlinkIdentity(deps, actorOf(c), c.req.param('provider'))
      return c.redirect(paths.settings(true), 303)
    })
}
