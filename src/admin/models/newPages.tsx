import { Hono } from 'hono'
import * as z from 'zod'
import { type FormState, UNTOUCHED } from '../../../templates/admin/form.tsx'
import { NewModelPage } from '../../../templates/admin/newModel.tsx'
import { actorOf } from '../../auth/guard.ts'
import { AppError } from '../../errors.ts'
import { paths } from '../../paths.ts'
import { listKeys } from '../../upstreams/service.ts'
import type { AppContext, AppEnv } from '../../web/context.ts'
import { errorText } from '../../web/errors.tsx'
import { chromeOf } from '../../web/page.ts'
import { formBody } from '../../web/validate.ts'
import type { AdminDeps } from '../deps.ts'
import { id } from '../schemas.ts'
import { submit } from '../submit.ts'
import { addModels, createModel } from './models.ts'
import { type Offer, offeredModels } from './offered.ts'
import { name, provider, upstreamId } from './schemas.ts'

type Status = AppError['status'] | 200

/** Those that were ticked of a list; one of a name is no list yet. */
const chosen = z.preprocess(
  (value) => (value === undefined ? [] : typeof value === 'string' ? [value] : value),
  z.array(upstreamId).max(500),
)

/** Of a list any number, by hand one with its name. */
const additionForm = z.union([
  z.object({ by_hand: z.literal('1'), upstream_id: upstreamId, provider, name: z.literal('').or(name) }),
  z.object({ by_hand: z.undefined().optional(), upstream_id: chosen, provider, key_id: id }),
])

/** Where models are added: of the list of a server, or by hand. */
export function newModelPages(deps: AdminDeps): Hono<AppEnv> {
  const app = new Hono<AppEnv>()

  async function show(c: AppContext, offer: Offer | null, state: FormState, status: Status) {
    const keys = await listKeys(deps.db)
    return c.html(<NewModelPage chrome={chromeOf(c, deps, paths.adminNewModel())} keys={keys} offer={offer} state={state} />, status)
  }

  /** What the server of a key lists; why it does not stands above the form. */
  async function showOffer(c: AppContext, keyId: string, notice?: string) {
    try {
      const offer = await offeredModels(deps, keyId)
      return await show(c, offer, { ...UNTOUCHED, notice }, notice === undefined ? 200 : 400)
    } catch (error) {
      if (!(error instanceof AppError) || error.reason === 'not_found') throw error
      return show(c, null, { values: { key_id: keyId }, errors: {}, notice: errorText(c, error) }, error.status)
    }
  }

  app.get('/admin/models/new', (c) => show(c, null, UNTOUCHED, 200))

  app.post('/admin/models/new', formBody(z.object({ key_id: id })), (c) => showOffer(c, c.req.valid('form').key_id))

  app.post('/admin/models', (c) =>
    submit(c, {
      schema: additionForm,
      names: ['upstream_id', 'provider', 'name'],
      async act(form) {
        if (form.by_hand === '1') {
          const { upstream_id, name: called, provider: of } = form
          const modelId = await createModel(deps, actorOf(c), {
            upstreamId: upstream_id,
            provider: of,
            ...(called !== '' && { name: called }),
          })
          return c.redirect(paths.adminModel(modelId), 303)
        }
        if (form.upstream_id.length === 0) return showOffer(c, form.key_id, c.var.t.models.noneChosen)
        const added = await addModels(deps, actorOf(c), form.provider, form.upstream_id)
        return c.redirect(paths.adminModels(added > 0 ? `?added=${added}` : ''), 303)
      },
      again: (state, status) => show(c, null, state, status),
    }),
  )

  return app
}
