import { Hono } from 'hono'
import * as z from 'zod'
import { UNTOUCHED, type FormState } from '../../../templates/admin/form.tsx'
import type { KeyDefaults } from '../../../templates/admin/keys/fields.tsx'
import { KeyPage } from '../../../templates/admin/keys/edit.tsx'
import { NewKeyPage, type Preset, PRESETS } from '../../../templates/admin/keys/new.tsx'
import { KeysNow, KeysPage } from '../../../templates/admin/keys/page.tsx'
import { KeyTestPanel } from '../../../templates/admin/keys/test.tsx'
import { actorOf } from '../../auth/guard.ts'
import { AppError } from '../../errors.ts'
import { paths } from '../../paths.ts'
import { DEEPSEEK, type KeyView, viewKey, viewKeys } from '../../upstreams/service.ts'
import type { AppContext, AppEnv } from '../../web/context.ts'
import { chromeOf } from '../../web/page.ts'
import { formBody, optionalBody, params, query } from '../../web/validate.ts'
import { isHtmx } from '../../web/negotiate.ts'
import type { AdminDeps } from '../deps.ts'
import { deletionForm } from '../forms.ts'
import { idParam } from '../schemas.ts'
import { submit } from '../submit.ts'
import { keyForm, newKeyForm, stateForm } from './forms.ts'

const FIELDS = ['label', 'base_url', 'api_key', 'provider', 'models', 'priority', 'weight', 'max_concurrency', 'rpm', 'proxy', 'headers']

const OLLAMA = 'http://127.0.0.1:11434/v1'

const presetQuery = z.object({ preset: z.enum(PRESETS).catch('deepseek') })
/** Where a test was asked for. */
const testForm = z.object({ from: z.literal('key').optional() })

const DEFAULTS: Record<Preset, KeyDefaults> = {
  deepseek: { label: 'DeepSeek', baseUrl: DEEPSEEK, provider: 'deepseek' },
  other: {},
  ollama: { label: 'Ollama', baseUrl: OLLAMA, provider: 'Ollama', allowPrivate: true },
}

type Status = AppError['status'] | 200

/** The pool, the form for a new key, and the page of each. */
export function keysPages(deps: AdminDeps): Hono<AppEnv> {
  const { keys } = deps.upstreams
  const app = new Hono<AppEnv>()
  const at = (): Date => new Date(deps.now())

  async function getView(id: string): Promise<KeyView> {
    const view = await viewKey(deps, id, at())
    if (!view) throw new AppError('not_found')
    return view
  }

  async function showPool(c: AppContext) {
    const props = { chrome: chromeOf(c, deps, paths.adminKeys()), keys: await viewKeys(deps, at()) }
    return c.html(isHtmx(c) ? <KeysNow {...props} /> : <KeysPage {...props} />)
  }

  async function showNew(c: AppContext, preset: Preset, state: FormState, status: Status) {
    const [found, known] = await Promise.all([deps.findLocalServers(), viewKeys(deps, at())])
    const locals = found.filter(({ baseUrl }) => !known.some((key) => key.baseUrl === baseUrl))
    const props = { chrome: chromeOf(c, deps, paths.adminNewKey()), preset, known: DEFAULTS[preset], locals, state }
    return c.html(<NewKeyPage {...props} />, status)
  }

  async function showOne(c: AppContext, id: string, state: FormState, status: Status) {
    const props = { chrome: chromeOf(c, deps, paths.adminKey(id)), view: await getView(id), state }
    return c.html(<KeyPage {...props} saved={c.req.query('saved') === '1'} />, status)
  }

  app.get('/admin/keys', showPool)

  app.get('/admin/keys/new', query(presetQuery), (c) => showNew(c, c.req.valid('query').preset, UNTOUCHED, 200))

  app.post('/admin/keys', (c) =>
    submit(c, {
      schema: newKeyForm,
      names: FIELDS,
      async act(form) {
        const id = await keys.create(actorOf(c), form)
        await keys.test(actorOf(c), id)
        return c.redirect(paths.adminKey(id, true), 303)
      },
      again: (state, status) => showNew(c, 'other', state, status),
    }),
  )

  app.post('/admin/keys/test', async (c) => {
    await keys.testAll(actorOf(c))
    return isHtmx(c) ? showPool(c) : c.redirect(paths.adminKeys(), 303)
  })

  app.get('/admin/keys/:id', params(idParam), (c) => showOne(c, c.req.valid('param').id, UNTOUCHED, 200))

  app.post('/admin/keys/:id', params(idParam), (c) => {
    const { id } = c.req.valid('param')
    return submit(c, {
      schema: keyForm,
      names: FIELDS,
      async act(form) {
        await keys.change(actorOf(c), id, form)
        return c.redirect(paths.adminKey(id, true), 303)
      },
      again: (state, status) => showOne(c, id, state, status),
    })
  })

  app.post('/admin/keys/:id/test', params(idParam), optionalBody(testForm), async (c) => {
    const { id } = c.req.valid('param')
    const isOnPage = c.req.valid('json').from === 'key'
    await keys.test(actorOf(c), id)
    if (!isHtmx(c)) return c.redirect(isOnPage ? paths.adminKey(id) : paths.adminKeys(), 303)
    return isOnPage ? c.html(<KeyTestPanel chrome={chromeOf(c, deps)} view={await getView(id)} />) : showPool(c)
  })

  app.post('/admin/keys/:id/state', params(idParam), formBody(stateForm), async (c) => {
    await keys.change(actorOf(c), c.req.valid('param').id, c.req.valid('form'))
    return c.redirect(paths.adminKeys(), 303)
  })

  app.post('/admin/keys/:id/deletion', params(idParam), (c) => {
    const { id } = c.req.valid('param')
    return submit(c, {
      schema: deletionForm,
      names: ['confirm'],
      async act({ confirm }) {
        const { label } = await getView(id)
        if (confirm.trim() !== label) throw new AppError('confirmation_wrong', { field: 'confirm' })
        await keys.remove(actorOf(c), id)
        return c.redirect(paths.adminKeys(), 303)
      },
      again: (state, status) => showOne(c, id, state, status),
    })
  })

  return app
}
