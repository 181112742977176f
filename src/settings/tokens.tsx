import { Hono } from 'hono'
import * as z from 'zod'
import type { TokensView } from '../../templates/settings/tokens.tsx'
import { requireConfirmed } from '../auth/confirm.ts'
import { actorOf, requireUser, userOf } from '../auth/guard.ts'
import { type AccountDeps, issueToken, type NewToken, revokeToken, TOKEN_LIFETIMES, TOKEN_NAME_MAX, tokensOf } from '../auth/service.ts'
import { TOKEN_SCOPES } from '../db/values.ts'
import { AppError } from '../errors.ts'
import { paths } from '../paths.ts'
import { isId } from '../ids.ts'
import { addressOf } from '../web/address.ts'
import type { AppContext, AppEnv, WebDeps } from '../web/context.ts'
import { errorText } from '../web/errors.tsx'
import { formBody } from '../web/validate.ts'

type TokensDeps = WebDeps & AccountDeps & { config: WebDeps['config'] }

/** What the section shows; `over`: what has just been done. */
export async function tokensView(deps: AccountDeps, c: AppContext, over: Partial<TokensView> = {}): Promise<TokensView> {
  const { id, role } = userOf(c)
  const scopes = TOKEN_SCOPES.filter((scope) => scope !== 'admin' || role === 'admin')
  const revoked = c.req.query('revoked') === '1'
  return { tokens: await tokensOf(deps, id), scopes, lifetimes: TOKEN_LIFETIMES, nameMax: TOKEN_NAME_MAX, revoked, ...over }
}

const texts = z.union([z.string().max(100), z.array(z.string().max(100)).max(10)])
/** Anything short is taken here, so that a wrong value is told at its field. */
const tokenForm = z.object({ token_name: z.string().max(5_000), token_scopes: texts.default([]), token_lifetime: z.string().max(100) })
const name = z.string().trim().min(1).max(TOKEN_NAME_MAX)
const scopes = z.array(z.enum(TOKEN_SCOPES)).min(1)
const lifetime = z.enum(['', ...TOKEN_LIFETIMES.map(String)])

type Form = { name: string; scopes: string[]; lifetime: string }

const toForm = ({ token_name, token_scopes, token_lifetime }: z.output<typeof tokenForm>): Form => ({
  name: token_name,
  scopes: typeof token_scopes === 'string' ? [token_scopes] : token_scopes,
  lifetime: token_lifetime,
})

function errorsOf(c: AppContext, form: Form): NonNullable<TokensView['errors']> {
  const wrong = (field: string): string => errorText(c, new AppError('invalid_field', { field }))
  return {
    ...(name.safeParse(form.name).success ? {} : { name: wrong(c.var.t.tokens.name) }),
    ...(scopes.safeParse(form.scopes).success ? {} : { scopes: wrong(c.var.t.tokens.scopes) }),
    ...(lifetime.safeParse(form.lifetime).success ? {} : { lifetime: wrong(c.var.t.tokens.expires) }),
  }
}

const toWanted = (form: Form): NewToken => ({
  name: name.parse(form.name),
  scopes: scopes.parse(form.scopes),
  lifetime: form.lifetime === '' ? null : Number(form.lifetime),
})

/** `show`: the whole page of settings, with this view of its tokens. */
export function tokenRoutes(
  deps: TokensDeps,
  show: (c: AppContext, tokens: TokensView, status: AppError['status'] | 200) => Response | Promise<Response>,
): Hono<AppEnv> {
  const again = async (c: AppContext, over: Partial<TokensView>, status: AppError['status'] | 200) =>
    show(c, await tokensView(deps, c, over), status)

  return new Hono<AppEnv>()
    .post('/settings/tokens', requireUser, requireConfirmed(deps), formBody(tokenForm), async (c) => {
      const values = toForm(c.req.valid('form'))
      const errors = errorsOf(c, values)
      if (Object.keys(errors).length > 0) return again(c, { values, errors }, 400)
      try {
        const { token } = await issueToken(deps, userOf(c).id, toWanted(values), actorOf(c))
        return await again(c, { issued: { token, address: addressOf(c, deps.config) } }, 200)
      } catch (error) {
        if (!(error instanceof AppError)) throw error
        return again(c, { values, fault: errorText(c, error) }, error.status)
      }
    })

    .post('/settings/tokens/:id/revocation', requireUser, async (c) => {
      const id = c.req.param('id')
      if (!isId(id)) throw new AppError('not_found')
      await revokeToken(deps, userOf(c).id, id, actorOf(c))
      return c.redirect(paths.settingsRevoked(), 303)
    })
}
