import { Hono } from 'hono'
import { type FormState, UNTOUCHED } from '../../../templates/admin/form.tsx'
import { ModelPage } from '../../../templates/admin/model.tsx'
import { actorOf } from '../../auth/guard.ts'
import { AppError } from '../../errors.ts'
import { paths } from '../../paths.ts'
import type { AppContext, AppEnv } from '../../web/context.ts'
import type { Fields } from '../../web/fields.ts'
import { chromeOf } from '../../web/page.ts'
import { params, readFields } from '../../web/validate.ts'
import type { AdminDeps } from '../deps.ts'
import { deletionForm } from '../forms.ts'
import { allGroups } from '../groups.ts'
import { idParam } from '../schemas.ts'
import { isForForm, stateOf, submit } from '../submit.ts'
import { namedAudience } from './audience.ts'
import { MODEL_FIELDS, readModelForm } from './form.ts'
import { changeModel, getModel, removeModel } from './models.ts'
import { paramValues } from './paramForm.ts'
import { priceLines, typedLines } from './priceForm.ts'

type Status = AppError['status'] | 200

/** The page of a model: all that can be said of it, in one form. */
export function onePages(deps: AdminDeps): Hono<AppEnv> {
  const app = new Hono<AppEnv>()

  async function show(c: AppContext, id: string, state: FormState, status: Status) {
    const model = await getModel(deps, id)
    const typed = typedLines(state.values)
    const props = {
      model,
      audience: await namedAudience(deps.db, model.audience),
      groups: await allGroups(deps),
      params: paramValues(model.params),
      lines: typed.length > 0 ? typed : priceLines(model.prices),
      saved: c.req.query('saved') === '1',
    }
    return c.html(<ModelPage chrome={chromeOf(c, deps, paths.adminModel(id))} state={state} {...props} />, status)
  }

  /** The form again, each sentence at its field, and above it that there are some. */
  function refuse(c: AppContext, id: string, fields: Fields, faults: readonly AppError[]) {
    const state = stateOf(c, fields, faults, MODEL_FIELDS)
    const count = Object.keys(state.errors).length
    const notice = state.notice ?? c.var.t.auth.problems(count)
    return show(c, id, { ...state, notice }, faults[0]?.status ?? 400)
  }

  app.get('/admin/models/:id', params(idParam), (c) => show(c, c.req.valid('param').id, UNTOUCHED, 200))

  app.post('/admin/models/:id', params(idParam), async (c) => {
    const { id } = c.req.valid('param')
    const fields = await readFields(c)
    const { edit, faults } = await readModelForm(deps.db, fields)
    if (faults.length > 0) return refuse(c, id, fields, faults)
    try {
      await changeModel(deps, actorOf(c), id, edit)
    } catch (error) {
      if (!isForForm(error)) throw error
      return refuse(c, id, fields, [error])
    }
    return c.redirect(paths.adminModel(id, true), 303)
  })

  app.post('/admin/models/:id/deletion', params(idParam), (c) => {
    const { id } = c.req.valid('param')
    return submit(c, {
      schema: deletionForm,
      names: ['confirm'],
      async act({ confirm }) {
        const { name } = await getModel(deps, id)
        if (confirm.trim() !== name) throw new AppError('confirmation_wrong', { field: 'confirm' })
        await removeModel(deps, actorOf(c), id)
        return c.redirect(paths.adminModels('?removed=1'), 303)
      },
      again: (state, status) => show(c, id, state, status),
    })
  })

  return app
}
