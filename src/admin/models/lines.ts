import { defaultFirst, listAllModels, listKeys, serves } from '../../upstreams/service.ts'
import { priceNow } from '../../usage/service.ts'
import type { AdminDeps } from '../deps.ts'
import type { ModelRow } from './modelQueries.ts'

/** A model in the list: with its price now, whether a key reaches it, and whether it is asked where none is chosen. */
export type ModelLine = { model: ModelRow; now: ReturnType<typeof priceNow>; isReachable: boolean; isDefault: boolean }

/** All models in their order. The default is the one that is marked so, or else the first that can be asked. */
export async function modelLines({ db, now }: AdminDeps): Promise<ModelLine[]> {
  const [models, keys] = await Promise.all([listAllModels(db), listKeys(db)])
  const isReachable = (model: ModelRow) => keys.some((key) => serves(key, model))
  const [usual] = defaultFirst(models.filter((model) => model.enabled && isReachable(model)))
  const at = new Date(now())
  return models.map((model) => ({
    model,
    now: priceNow(model.prices, at),
    isReachable: isReachable(model),
    isDefault: model.id === usual?.id,
  }))
}
