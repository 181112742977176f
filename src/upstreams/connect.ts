import type { Store } from '../db/store.ts'
import { newId } from '../ids.ts'
import { listModels as askForModels } from '../llm/models.ts'
import type { Logger } from '../log.ts'
import { secretOwner, type Vault } from '../secrets.ts'
import { DEEPSEEK_MODELS, type KnownModel, modelNamed } from './catalogue.ts'
import { insertKey, insertModels, listAllModels } from './queries.ts'

export type NewServer = { baseUrl: string; apiKey: string | null; label: string; provider: string; allowPrivate: boolean }

type ConnectDeps = { db: Store; vault: Vault; log: Logger; now: () => number }

const MAX_LISTED_MODELS = 200
/** whose models are known */
export const DEEPSEEK = 'https://api.deepseek.com'
const LIST_TIMEOUT_MS = 5_000

/** Stores the key of a server, sealed, and the models that the server names and that are not known yet. */
export async function addServer({ db, vault, log, now }: ConnectDeps, server: NewServer): Promise<void> {
  const named = await modelsOf(server, log)
  const id = newId()
  const times = { createdAt: new Date(now()), updatedAt: new Date(now()) }
  const { baseUrl, apiKey, label, provider, allowPrivate } = server
  const secret = apiKey === null ? null : vault.seal(apiKey, secretOwner.apiKey(id))
  await db.tx(async (store) => {
    const known = await listAllModels(store)
    const hasDefault = known.some((model) => model.isDefault)
    const fresh = named.filter(({ upstreamId }) => !known.some((model) => model.provider === provider && model.upstreamId === upstreamId))
    const rows = fresh.map((model, index) => ({
      ...model,
      ...times,
      id: newId(),
      provider,
      params: {},
      isDefault: !hasDefault && index === 0,
      position: known.length + index,
    }))
    await insertKey(store, { id, label, provider, baseUrl, secret, last4: apiKey?.slice(-4) ?? '', allowPrivate, ...times })
    await insertModels(store, rows)
  })
}

/** DeepSeek's models are known; any other server is asked, and taken for DeepSeek's kind when it does not say. */
async function modelsOf(server: NewServer, log: Logger): Promise<readonly KnownModel[]> {
  if (server.baseUrl.startsWith(DEEPSEEK)) return DEEPSEEK_MODELS
  try {
    const listed = await askForModels({ baseUrl: server.baseUrl, apiKey: server.apiKey }, AbortSignal.timeout(LIST_TIMEOUT_MS))
    if (listed.length > 0) return listed.slice(0, MAX_LISTED_MODELS).map(({ id }) => modelNamed(id))
  } catch (error) {
    log.warn({ err: error, label: server.label }, 'the server does not list its models; those of DeepSeek are assumed')
  }
  return DEEPSEEK_MODELS
}
