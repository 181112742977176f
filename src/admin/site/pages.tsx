import { Hono } from 'hono'
import { type FormState, UNTOUCHED } from '../../../templates/admin/form.tsx'
import { SitePage } from '../../../templates/admin/site.tsx'
import { actorOf } from '../../auth/guard.ts'
import type { AppError } from '../../errors.ts'
import { paths } from '../../paths.ts'
import { timeZones } from '../../site/zones.ts'
import { renderBanner } from '../../web/banner.ts'
import type { AppContext, AppEnv } from '../../web/context.ts'
import { chromeOf } from '../../web/page.ts'
import type { AdminDeps } from '../deps.ts'
import { submit } from '../submit.ts'
import { settingsForm } from './schemas.ts'
import { changeSettings, viewSettings } from './settings.ts'

const NAMES = Object.keys(settingsForm.in.shape)

/** The page of settings, one form a section. */
export function sitePages(deps: AdminDeps): Hono<AppEnv> {
  async function show(c: AppContext, state: FormState, status: AppError['status'] | 200 = 200) {
    const view = await viewSettings(deps)
    const preview = view.own.banner === null ? null : await renderBanner(view.own.banner, c.get('locale'), 'preview-')
    const props = { ...view, chrome: chromeOf(c, deps, paths.adminSettings()), preview, state, timeZones, saved: c.req.query('saved') }
    return c.html(<SitePage {...props} />, status)
  }

  return new Hono<AppEnv>()
    .get('/admin/settings', (c) => show(c, UNTOUCHED))
    .post('/admin/settings', (c) =>
      submit(c, {
        schema: settingsForm,
        names: NAMES,
        async act({ section, change }) {
          await changeSettings(deps, actorOf(c), change)
          return c.redirect(paths.adminSettings(section), 303)
        },
        again: (state, status) => show(c, state, status),
      }),
    )
}
