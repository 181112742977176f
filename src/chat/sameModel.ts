import type { ModelChoice } from '../upstreams/service.ts'

/** The model that an answer names, which may have another name by now. */
export const modelOf = (models: readonly ModelChoice[], name: string | null): ModelChoice | undefined =>
  name === null ? undefined : (models.find(({ upstreamId }) => upstreamId === name) ?? models.find(({ alias }) => alias === name))
