import { Hono } from 'hono'
import { paths } from '../paths.ts'
import type { AppEnv } from '../web/context.ts'
import { formBody } from '../web/validate.ts'
import { mismatch, resetForm } from './forms.ts'
import { countFromNetwork } from './loginLimit.ts'
import { showReset } from './pages.tsx'
import { passwordFault } from './passwordRules.ts'
import { setPasswordByLink, userOfResetLink } from './resetLinks.ts'
import type { AuthDeps } from './routes.ts'

/** The page of a one-time link. Looking at it does not use it up. Whoever has set his password signs in with it. */
export function resetRoutes(deps: AuthDeps): Hono<AppEnv> {
  return new Hono<AppEnv>()
    .get('/reset', async (c) => {
      if (c.req.query('done') === '1') return showReset(c, deps, { token: '', username: null })
      const token = c.req.query('token') ?? ''
      const { username } = await userOfResetLink(deps, token)
      return showReset(c, deps, { token, username })
    })

    .post('/reset', formBody(resetForm), async (c) => {
      const form = c.req.valid('form')
      await countFromNetwork(deps, 'reset', c.get('ip'))
      const { username } = await userOfResetLink(deps, form.token)
      const fault = passwordFault(form.password, username)
      const faults = [...(fault ? [fault] : []), ...mismatch(form)]
      if (faults.length > 0) return showReset(c, deps, { token: form.token, username, faults })
      await setPasswordByLink(deps, { ...form, ip: c.get('ip'), requestId: c.get('requestId') })
      return c.redirect(paths.resetDone(), 303)
    })
}
