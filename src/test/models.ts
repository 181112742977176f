import type { NewRow } from '../db/store.ts'
import { newId } from '../ids.ts'
import { insertModels } from '../upstreams/queries.ts'
import type { TestApp } from './makeApp.ts'

type Wanted = Partial<NewRow<'models'>> & { upstreamId: string }

/** A further model behind the fake upstream, asked by its `upstreamId`. */
export async function addModel({ db, clock }: TestApp, model: Wanted): Promise<void> {
  const at = new Date(clock.now)
  const usual = { name: model.upstreamId, provider: 'deepseek', contextTokens: 128_000, abilities: {}, params: {}, prices: [] }
  await insertModels(db, [{ ...usual, ...model, id: newId(), createdAt: at, updatedAt: at }])
  letCatalogueAge(clock)
}

/** The app reads its models anew after a second. */
export function letCatalogueAge(clock: TestApp['clock']): void {
  clock.now += 2_000
}
