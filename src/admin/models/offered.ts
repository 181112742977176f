import { AppError } from '../../errors.ts'
import { findKey, type KeyRow, listAllModels, listKeys } from '../../upstreams/service.ts'
import type { AdminDeps } from '../deps.ts'

/** A name that a server lists, or has listed: `gone` is known here and not there any more. */
export type OfferedModel = { upstreamId: string; state: 'new' | 'known' | 'gone'; id: string | null; name: string | null }

export type Offer = { key: KeyRow; models: OfferedModel[] }

/** The key whose server is asked where none is named. */
async function someKey({ db }: AdminDeps, keyId: string | undefined): Promise<KeyRow> {
  if (keyId !== undefined) {
    const key = await findKey(db, keyId)
    if (!key) throw new AppError('not_found')
    return key
  }
  const keys = await listKeys(db)
  const key = keys.find(({ enabled }) => enabled) ?? keys[0]
  if (!key) throw new AppError('no_api_key')
  return key
}

/** Asks the server of a key for its models. Throws `not_found` and `no_api_key`, and rejects like a call. */
export async function offeredModels(deps: AdminDeps, keyId?: string): Promise<Offer> {
  const key = await someKey(deps, keyId)
  const listed = await deps.upstreams.namesAt(key.id)
  const rows = (await listAllModels(deps.db)).filter(({ provider }) => provider === key.provider)
  const known = listed.map((upstreamId): OfferedModel => {
    const row = rows.find((model) => model.upstreamId === upstreamId) ?? rows.find((model) => model.alias === upstreamId)
    return { upstreamId, state: row ? 'known' : 'new', id: row?.id ?? null, name: row?.name ?? null }
  })
  const isServed = (upstreamId: string) => key.models?.includes(upstreamId) ?? true
  const gone = rows
    .filter(({ upstreamId, alias }) => isServed(upstreamId) && !listed.includes(upstreamId) && !(alias !== null && listed.includes(alias)))
    .map(({ id, upstreamId, name }): OfferedModel => ({ upstreamId, state: 'gone', id, name }))
  return { key, models: [...known, ...gone] }
}
