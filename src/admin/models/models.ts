import { type Actor, recordAudit } from '../../audit/service.ts'
import { isUniqueViolation } from '../../db/errors.ts'
import type { Store } from '../../db/store.ts'
import type { Json, Price } from '../../db/values.ts'
import { AppError } from '../../errors.ts'
import { newId } from '../../ids.ts'
import { listAllModels, lockModels, modelNamed } from '../../upstreams/service.ts'
import { keptPrices, MAX_PRICES, priceFaults } from '../../usage/service.ts'
import type { AdminDeps } from '../deps.ts'
import { differences } from '../differences.ts'
import { checkedAudience, namedAudience } from './audience.ts'
import { deleteModel, findModel, insertModel, type ModelRow, updateModel } from './modelQueries.ts'
import { checkParams } from './params.ts'

type Fields = Omit<ModelRow, 'id' | 'createdAt' | 'updatedAt'>
/** What is not said stays as it is. `position`: from 0 */
export type ModelEdit = { [Name in keyof Fields]?: Fields[Name] | undefined }
export type NewModel = ModelEdit & { upstreamId: string; provider: string }

export async function getModel({ db }: Pick<AdminDeps, 'db'>, id: string): Promise<ModelRow> {
  const model = await findModel(db, id)
  if (!model) throw new AppError('not_found')
  return model
}

async function uniqueModel<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw isUniqueViolation(error) ? new AppError('model_taken', { field: 'upstream_id' }) : error
  }
}

/** Throws the first fault of a list, its lines counted from 1. */
function checkPrices(prices: readonly Price[]): void {
  const [fault] = priceFaults(prices)
  if (fault) throw new AppError(fault.reason, { field: 'prices', limit: MAX_PRICES, lines: fault.lines.map((line) => line + 1) })
}

/** An edit with its values checked, as they are kept. */
async function checked(tx: Store, { prices, params, audience, ...edit }: ModelEdit): Promise<Partial<Fields>> {
  if (prices) checkPrices(prices)
  if (params) checkParams(params)
  const said = Object.fromEntries(Object.entries(edit).filter(([, value]) => value !== undefined)) as Partial<Fields>
  return {
    ...said,
    ...(prices && { prices: keptPrices(prices) }),
    ...(params && { params }),
    ...(audience !== undefined && { audience: await checkedAudience(tx, audience) }),
  }
}

/** What the audit log tells of a model. */
async function shown(tx: Store, model: Fields): Promise<Record<string, Json>> {
  const audience = await namedAudience(tx, model.audience)
  return {
    name: model.name,
    upstream_id: model.upstreamId,
    provider: model.provider,
    alias: model.alias,
    context_tokens: model.contextTokens,
    max_output_tokens: model.maxOutputTokens,
    abilities: model.abilities,
    params: model.params,
    prices: model.prices as Json,
    enabled: model.enabled,
    default: model.isDefault,
    audience: audience && { roles: audience.roles, users: audience.users.map(nameOf), groups: audience.groups.map(nameOf) },
    position: model.position,
  }
}

const nameOf = ({ name }: { name: string }): string => name

/** Adds a model; what is not said of it is as far as it is known. Throws what is wrong with a field, and `model_taken`. */
export async function createModel(deps: AdminDeps, actor: Actor, model: NewModel): Promise<string> {
  return uniqueModel(deps.db.tx((tx) => insert(deps, tx, actor, model)))
}

/** Adds those that are not there yet. Answers how many they were. */
export async function addModels(deps: AdminDeps, actor: Actor, provider: string, upstreamIds: readonly string[]): Promise<number> {
  return uniqueModel(
    deps.db.tx(async (tx) => {
      const known = new Set((await lockModels(tx)).filter((row) => row.provider === provider).map(({ upstreamId }) => upstreamId))
      const fresh = [...new Set(upstreamIds)].filter((upstreamId) => !known.has(upstreamId))
      for (const upstreamId of fresh) await insert(deps, tx, actor, { upstreamId, provider })
      return fresh.length
    }),
  )
}

async function insert(deps: AdminDeps, tx: Store, actor: Actor, model: NewModel): Promise<string> {
  const at = new Date(deps.now())
  const id = newId(at.getTime())
  const rows = await lockModels(tx)
  const usual = { params: {}, enabled: true, isDefault: rows.length === 0, audience: null, alias: null, position: rows.length }
  const fields: Fields = { ...modelNamed(model.upstreamId), ...usual, provider: model.provider, ...(await checked(tx, model)) }
  const row = { ...settled(fields, model), id, createdAt: at, updatedAt: at }
  const others = arranged(rows, row)
  row.position = others.indexOf(row)
  await insertModel(tx, row)
  await arrange(tx, rows, others, row)
  await recordAudit(tx, actor, { action: 'model.create', target: row.name, after: await shown(tx, row) }, at)
  return id
}

/** Of a model as it is to be: what is switched off is no default, and no name is the one before itself. */
function settled(model: Fields, edit: ModelEdit): Fields {
  if (edit.isDefault === true && !model.enabled) throw new AppError('model_is_off', { field: 'default' })
  const alias = model.alias === model.upstreamId ? null : model.alias
  return { ...model, alias, isDefault: model.isDefault && model.enabled }
}

/** The order with one at the place that it asks for. */
const arranged = (rows: readonly ModelRow[], moved: ModelRow): ModelRow[] =>
  rows.filter(({ id }) => id !== moved.id).toSpliced(moved.position, 0, moved)

/** Writes the places of the others where they change, and that they are the default no more. */
async function arrange(tx: Store, rows: readonly ModelRow[], order: readonly ModelRow[], one: ModelRow): Promise<void> {
  for (const row of rows.filter(({ id }) => id !== one.id)) {
    const position = order.findIndex(({ id }) => id === row.id)
    const isDefault = row.isDefault && !one.isDefault
    if (position !== row.position || isDefault !== row.isDefault) await updateModel(tx, row.id, { position, isDefault })
  }
}

/** Who asks by the old name goes on, unless another one is kept for that. */
const renamed = (row: ModelRow, { upstreamId, alias }: ModelEdit): Partial<Fields> =>
  upstreamId !== undefined && upstreamId !== row.upstreamId && (alias ?? null) === null && row.alias === null
    ? { alias: row.upstreamId }
    : {}

/** Throws `not_found`, `model_taken`, `model_is_off`, and what is wrong with a field. */
export async function changeModel(deps: AdminDeps, actor: Actor, id: string, edit: ModelEdit): Promise<void> {
  const at = new Date(deps.now())
  await uniqueModel(
    deps.db.tx(async (tx) => {
      const rows = await lockModels(tx)
      const row = rows.find((model) => model.id === id)
      if (!row) throw new AppError('not_found')
      const wanted = settled({ ...row, ...(await checked(tx, edit)), ...renamed(row, edit) }, edit)
      const after: ModelRow = { ...row, ...wanted, updatedAt: at }
      const order = edit.position === undefined ? rows.map((model) => (model.id === id ? after : model)) : arranged(rows, after)
      after.position = order.indexOf(after)
      const told = differences(await shown(tx, row), await shown(tx, after))
      if (!told) return
      await updateModel(tx, id, after)
      await arrange(tx, rows, order, after)
      await recordAudit(tx, actor, { action: 'model.change', target: row.name, ...told }, at)
    }),
  )
}

/** One place up or down; at the end of the list nothing happens. Throws `not_found`. */
export async function moveModel(deps: AdminDeps, actor: Actor, id: string, places: 1 | -1): Promise<void> {
  const rows = await listAllModels(deps.db)
  const position = rows.findIndex((row) => row.id === id) + places
  if (position >= 0 && position < rows.length) await changeModel(deps, actor, id, { position })
}

/** What was used keeps its name and its cost; conversations go on with another model. Throws `not_found`. */
export async function removeModel(deps: AdminDeps, actor: Actor, id: string): Promise<void> {
  const at = new Date(deps.now())
  await deps.db.tx(async (tx) => {
    const row = await findModel(tx, id)
    if (!row || !(await deleteModel(tx, id))) throw new AppError('not_found')
    await recordAudit(tx, actor, { action: 'model.delete', target: row.name, before: await shown(tx, row) }, at)
  })
}
