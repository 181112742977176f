import { Hono } from 'hono'
import { UNTOUCHED, type FormState } from '../../templates/admin/form.tsx'
import { ProviderPage } from '../../templates/admin/provider.tsx'
import { ProvidersPage } from '../../templates/admin/providers.tsx'
import { actorOf } from '../auth/guard.ts'
import { AppError } from '../errors.ts'
import { changeProvider, createProvider, getProvider, listProviders, removeProvider } from '../oidc/service.ts'
import { paths } from '../paths.ts'
import { originOf } from '../web/address.ts'
import type { AppContext, AppEnv } from '../web/context.ts'
import { chromeOf } from '../web/page.ts'
import { params } from '../web/validate.ts'
import type { AdminDeps } from './deps.ts'
import { deletionForm, newProviderForm, providerForm } from './forms.ts'
import { providerView } from './providerView.ts'
import { idParam } from './schemas.ts'
import { submit } from './submit.ts'

const FIELDS = ['name', 'issuer', 'client_id', 'client_secret', 'scopes']

type Status = AppError['status'] | 200

/** The list of providers with the form for a new one, and the page of each. */
export function providersPages(deps: AdminDeps): Hono<AppEnv> {
  const app = new Hono<AppEnv>()

  async function showAll(c: AppContext, state: FormState, status: Status) {
    const origin = originOf(c, deps.config)
    const providers = (await listProviders(deps.db)).map((row) => providerView(origin, row))
    return c.html(<ProvidersPage chrome={chromeOf(c, deps, paths.adminProviders())} providers={providers} state={state} />, status)
  }

  async function showOne(c: AppContext, id: string, state: FormState, status: Status) {
    const provider = providerView(originOf(c, deps.config), await getProvider(deps, id))
    const props = { chrome: chromeOf(c, deps, paths.adminProvider(id)), provider, state }
    return c.html(<ProviderPage {...props} saved={c.req.query('saved') === '1'} />, status)
  }

  app.get('/admin/providers', (c) => showAll(c, UNTOUCHED, 200))

  app.post('/admin/providers', (c) =>
    submit(c, {
      schema: newProviderForm,
      names: FIELDS,
      async act(form) {
        const id = await createProvider(deps, actorOf(c), form)
        return c.redirect(paths.adminProvider(id, true), 303)
      },
      again: (state, status) => showAll(c, state, status),
    }),
  )

  app.get('/admin/providers/:id', params(idParam), (c) => showOne(c, c.req.valid('param').id, UNTOUCHED, 200))

  app.post('/admin/providers/:id', params(idParam), (c) => {
    const { id } = c.req.valid('param')
    return submit(c, {
      schema: providerForm,
      names: FIELDS,
      async act(form) {
        await changeProvider(deps, actorOf(c), id, form)
        return c.redirect(paths.adminProvider(id, true), 303)
      },
      again: (state, status) => showOne(c, id, state, status),
    })
  })

  app.post('/admin/providers/:id/deletion', params(idParam), (c) => {
    const { id } = c.req.valid('param')
    return submit(c, {
      schema: deletionForm,
      names: ['confirm'],
      async act({ confirm }) {
        const { name } = await getProvider(deps, id)
        if (confirm.trim() !== name) throw new AppError('confirmation_wrong', { field: 'confirm' })
        await removeProvider(deps, actorOf(c), id)
        return c.redirect(paths.adminProviders(), 303)
      },
      again: (state, status) => showOne(c, id, state, status),
    })
  })

  return app
}
