import type { ModelRow } from './modelQueries.ts'
import type { Offer } from './offered.ts'

export const modelJson = (model: ModelRow) => ({
  id: model.id,
  name: model.name,
  upstream_id: model.upstreamId,
  provider: model.provider,
  alias: model.alias,
  context_tokens: model.contextTokens,
  max_output_tokens: model.maxOutputTokens,
  abilities: model.abilities,
  params: model.params,
  enabled: model.enabled,
  default: model.isDefault,
  audience: model.audience && {
    roles: model.audience.roles ?? [],
    user_ids: model.audience.userIds ?? [],
    group_ids: model.audience.groupIds ?? [],
  },
  position: model.position,
  prices: model.prices,
  created_at: model.createdAt.toISOString(),
  updated_at: model.updatedAt.toISOString(),
})

export const offerJson = ({ key, models }: Offer) => ({
  key_id: key.id,
  provider: key.provider,
  models: models.map(({ upstreamId, state, id, name }) => ({ upstream_id: upstreamId, state, id, name })),
})
