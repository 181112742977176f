import { Hono } from 'hono'
import * as z from 'zod'
import type { SidebarView } from '../../templates/chat/views.ts'
import { locales } from '../../templates/i18n/index.ts'
import { SettingsPage, type SettingsProps } from '../../templates/settings/settings.tsx'
import { requireUser, userOf } from '../auth/guard.ts'
import { type AccountDeps, savePreferences } from '../auth/service.ts'
import { AppError } from '../errors.ts'
import { paths } from '../paths.ts'
import { remainingOf } from '../usage/service.ts'
import type { AppContext, AppEnv, WebDeps } from '../web/context.ts'
import { errorText } from '../web/errors.tsx'
import { chromeOf } from '../web/page.ts'
import { formBody } from '../web/validate.ts'

export type SettingsDeps = WebDeps &
  AccountDeps & {
    config: WebDeps['config']
    /** what the chat room shows beside every page */
    sidebarOf(userId: string): Promise<SidebarView>
  }

const timeZones: readonly string[] = ['UTC', ...Intl.supportedValuesOf('timeZone')]

/** Anything short is taken here, so that a wrong value is told at its field. */
const settingsForm = z.object({ language: z.string().max(100), theme: z.string().max(100), time_zone: z.string().max(100) }).partial()
const language = z.enum(locales).optional()
const theme = z.enum(['system', 'light', 'dark']).optional()
const timeZone = z
  .string()
  .refine((name) => timeZones.includes(name))
  .optional()

type Errors = SettingsProps['errors']

async function show(c: AppContext, deps: SettingsDeps, saved: boolean, errors: Errors = {}) {
  const { id } = userOf(c)
  const quota = await remainingOf(deps.db, id, new Date(deps.now()))
  const props = { chrome: chromeOf(c, deps, paths.settings()), sidebar: await deps.sidebarOf(id), saved, errors, timeZones, quota }
  return c.html(<SettingsPage {...props} />, Object.keys(errors).length > 0 ? 400 : 200)
}

function faultsOf(c: AppContext, form: z.output<typeof settingsForm>): Errors {
  const wrong = (field: keyof Errors): Errors => ({ [field]: errorText(c, new AppError('invalid_field', { field })) })
  return {
    ...(language.safeParse(form.language).success ? {} : wrong('language')),
    ...(theme.safeParse(form.theme).success ? {} : wrong('theme')),
    ...(timeZone.safeParse(form.time_zone).success ? {} : wrong('time_zone')),
  }
}

export function settingsRoutes(deps: SettingsDeps): Hono<AppEnv> {
  return new Hono<AppEnv>()
    .get('/settings', requireUser, (c) => show(c, deps, c.req.query('saved') === '1'))
    .post('/settings', requireUser, formBody(settingsForm), async (c) => {
      const form = c.req.valid('form')
      const errors = faultsOf(c, form)
      if (Object.keys(errors).length > 0) return show(c, deps, false, errors)
      const [locale, chosen, zone] = [language.parse(form.language), theme.parse(form.theme), timeZone.parse(form.time_zone)]
      await savePreferences(deps, userOf(c).id, {
        ...(locale && { locale }),
        ...(chosen && { theme: chosen === 'system' ? null : chosen }),
        ...(zone && { timeZone: zone }),
      })
      return c.redirect(paths.settings(true), 303)
    })
}
