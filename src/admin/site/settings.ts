import { type Actor, recordAudit } from '../../audit/service.ts'
import { AppError } from '../../errors.ts'
import { SETTING_NAMES, type SettingChange, type SettingValues } from '../../site/settings.ts'
import { listNamedModels, type NamedModel, setDefaultModel } from '../../upstreams/service.ts'
import type { AdminDeps } from '../deps.ts'
import { differences } from '../differences.ts'

/** The settings as the API names them. The default model is a flag of the model's own row, and nowhere else. */
export type Settings = SettingValues & { default_model: string | null }
export type SettingsChange = SettingChange & { default_model?: string | null | undefined }

export type SettingsView = {
  /** what an administrator has set; null: the default holds */
  own: Settings
  defaults: SettingValues
  models: readonly NamedModel[]
}

type Deps = Pick<AdminDeps, 'db' | 'site' | 'now'>

const defaultOf = (models: readonly NamedModel[]): string | null => models.find(({ isDefault }) => isDefault)?.id ?? null

export async function viewSettings({ db, site }: Deps): Promise<SettingsView> {
  const [own, models] = await Promise.all([site.own(db), listNamedModels(db)])
  return { own: { ...own, default_model: defaultOf(models) }, defaults: site.defaults, models }
}

/** The settings as they hold. */
export function effective(own: Settings, defaults: SettingValues): Settings {
  const values = Object.fromEntries(SETTING_NAMES.map((name) => [name, own[name] ?? defaults[name]])) as SettingValues
  return { ...values, default_model: own.default_model }
}

/** Null, or an empty text, gives the default back. Throws `model_unknown`. */
export async function changeSettings(deps: Deps, actor: Actor, change: SettingsChange): Promise<void> {
  const { db, site, now } = deps
  const at = new Date(now())
  await db.tx(async (tx) => {
    const models = await listNamedModels(tx)
    const before = { ...(await site.own(tx, true)), default_model: defaultOf(models) }
    const after = changed(before, change)
    const told = differences(before, after)
    if (!told) return
    const { default_model: model, ...rows } = told.after as SettingsChange
    await site.write(tx, rows, actor.id, at)
    if (model !== undefined && !(await setDefaultModel(tx, model, at))) throw new AppError('model_unknown', { field: 'default_model' })
    const names = Object.keys(told.after) as (keyof Settings)[]
    const values = (settings: Settings) => only(inWords(effective(settings, site.defaults), models), names)
    await recordAudit(tx, actor, { action: 'settings.change', target: '', before: values(before), after: values(after) }, at)
  })
  site.forget()
}

function changed(before: Settings, change: SettingsChange): Settings {
  const said = Object.entries(change).flatMap(([name, value]) => (value === undefined ? [] : [[name, value === '' ? null : value]]))
  return { ...before, ...Object.fromEntries(said) }
}

/** People know a model by its name. */
const inWords = (settings: Settings, models: readonly NamedModel[]): Settings => ({
  ...settings,
  default_model: models.find(({ id }) => id === settings.default_model)?.name ?? settings.default_model,
})

const only = (settings: Settings, names: readonly (keyof Settings)[]) => Object.fromEntries(names.map((name) => [name, settings[name]]))
