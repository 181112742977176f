import { type KeyRow, listAllModels, listKeys } from '../../upstreams/service.ts'
import { priceNow } from '../../usage/service.ts'
import type { AdminDeps } from '../deps.ts'
import type { ModelRow } from './modelQueries.ts'

/** A model in the list: with its price now, whether a key reaches it, and whether it is asked where none is chosen. */
export type ModelLine = { model: ModelRow; now: ReturnType<typeof priceNow>; isReachable: boolean; isDefault: boolean }

const reaches = ({ provider, upstreamId }: ModelRow, keys: readonly KeyRow[]): boolean =>
  keys.some((key) => key.enabled && key.provider === provider && (key.models?.includes(upstreamId) ?? true))

/** All models in their order. The default is the one that is marked so, or else the first that can be asked. */
export async function modelLines({ db, now }: AdminDeps): Promise<ModelLine[]> {
  const [models, keys] = await Promise.all([listAllModels(db), listKeys(db)])
  const able = models.filter((model) => model.enabled && reaches(model, keys))
  const usual = able.find(({ isDefault }) => isDefault) ?? able[0]
  const at = new Date(now())
  return models.map((model) => ({
    model,
    now: priceNow(model.prices, at),
    isReachable: reaches(model, keys),
    isDefault: model.id === usual?.id,
  }))
}
