import { Hono } from 'hono'
import * as z from 'zod'
import { locales } from '../../templates/i18n/index.ts'
import type { PreferencesProps } from '../../templates/settings/preferences.tsx'
import { requireUser, userOf } from '../auth/guard.ts'
import type { AccountDeps } from '../auth/service.ts'
import { AppError } from '../errors.ts'
import { paths } from '../paths.ts'
import { zone } from '../site/settings.ts'
import type { AppContext, AppEnv } from '../web/context.ts'
import { errorText } from '../web/errors.tsx'
import { formBody } from '../web/validate.ts'
import { changePreferences } from './changePreferences.ts'

/** Anything short is taken here, so that a wrong value is told at its field. */
const settingsForm = z.object({ language: z.string().max(100), theme: z.string().max(100), time_zone: z.string().max(100) }).partial()
const language = z.enum(locales).optional()
const theme = z.enum(['system', 'light', 'dark']).optional()
const timeZone = zone.optional()

type Errors = PreferencesProps['errors']

function faultsOf(c: AppContext, form: z.output<typeof settingsForm>): Errors {
  const wrong = (field: keyof Errors): Errors => ({ [field]: errorText(c, new AppError('invalid_field', { field })) })
  return {
    ...(language.safeParse(form.language).success ? {} : wrong('language')),
    ...(theme.safeParse(form.theme).success ? {} : wrong('theme')),
    ...(timeZone.safeParse(form.time_zone).success ? {} : wrong('time_zone')),
  }
}

/** `show`: the whole page of settings, with these faults. */
export function preferenceRoutes(deps: AccountDeps, show: (c: AppContext, errors: Errors) => Response | Promise<Response>): Hono<AppEnv> {
  return new Hono<AppEnv>().post('/settings', requireUser, formBody(settingsForm), async (c) => {
    const form = c.req.valid('form')
    const errors = faultsOf(c, form)
    if (Object.keys(errors).length > 0) return show(c, errors)
    const [locale, chosen, named] = [language.parse(form.language), theme.parse(form.theme), timeZone.parse(form.time_zone)]
    await changePreferences(deps, userOf(c).id, {
      ...(locale && { locale }),
      ...(chosen && { theme: chosen === 'system' ? null : chosen }),
      ...(named && { timeZone: named }),
    })
    return c.redirect(paths.settings(true), 303)
  })
}
