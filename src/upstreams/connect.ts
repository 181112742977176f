import type { Store } from '../db/store.ts'
import { newId } from '../ids.ts'
import { listModels as askForModels } from '../llm/models.ts'
import type { Logger } from '../log.ts'
import { secretOwner, type Vault } from '../secrets.ts'
import { DEEPSEEK_MODELS, type KnownModel, modelNamed } from './catalogue.ts'
import type { KeyHeaders } from './keyInput.ts'
import type { Keyring } from './keyring.ts'
import { insertKey, insertModels, type KeyRow, listAllModels, lockModels, type ModelRow } from './queries.ts'

/** How a key takes part in the pool, and the way to its server. */
export type KeySettings = {
  /** null: all of its provider's */
  models: string[] | null
  weight: number
  priority: number
  maxConcurrency: number | null
  rpm: number | null
  enabled: boolean
  proxy: string | null
  headers: KeyHeaders | null
}

export type NewServer = {
  baseUrl: string
  apiKey: string | null
  label: string
  provider: string
  allowPrivate: boolean
} & Partial<KeySettings>

export type ConnectDeps = { db: Store; vault: Vault; keyring: Keyring; log: Logger; now: () => number }

const MAX_LISTED_MODELS = 200
/** whose models are known */
export const DEEPSEEK = 'https://api.deepseek.com'
export const isDeepSeek = (baseUrl: string): boolean => URL.parse(baseUrl)?.origin === DEEPSEEK
const LIST_TIMEOUT_MS = 5_000

/** The row of a new key: what is secret is sealed. */
function keyRow({ vault, now }: ConnectDeps, { apiKey, proxy = null, headers = null, ...server }: NewServer): KeyRow {
  const [id, at] = [newId(), new Date(now())]
  return {
    models: null,
    weight: 1,
    priority: 0,
    maxConcurrency: null,
    rpm: null,
    enabled: true,
    ...server,
    id,
    secret: apiKey === null ? null : vault.seal(apiKey, secretOwner.apiKey(id)),
    last4: lastOf(apiKey),
    proxy: proxy === null ? null : vault.seal(proxy, secretOwner.keyProxy(id)),
    headers: headers === null ? null : vault.seal(JSON.stringify(headers), secretOwner.keyHeaders(id)),
    status: 'untested',
    reason: null,
    until: null,
    lastUsedAt: null,
    tested: null,
    createdAt: at,
    updatedAt: at,
  }
}

/** Of a secret what may be shown: of a short one less than half. */
export const lastOf = (secret: string | null): string => (secret === null ? '' : secret.slice(-Math.min(4, Math.floor(secret.length / 2))))

/**
 * Stores the key of a server, sealed, and the models that the server names and that are not known yet; `also` in the same
 * transaction. Answers with its id.
 */
export async function addServer(
  deps: ConnectDeps,
  server: NewServer,
  also?: (store: Store, row: KeyRow) => Promise<void>,
): Promise<string> {
  const row = keyRow(deps, server)
  const named = await modelsOf(deps, row)
  await deps.db.tx(async (store) => {
    await insertKey(store, row)
    await addModels(store, row.provider, named, row.createdAt)
    await also?.(store, row)
  })
  return row.id
}

/** Of a server that says its models only now, where none of its provider's is known yet: as if they had been there when it was added. */
export async function addFirstModels(db: Store, provider: string, names: readonly string[], at: Date): Promise<void> {
  if (names.length === 0 || isKnown(await listAllModels(db), provider)) return
  await db.tx(async (store) => {
    // of several that say theirs at once the first is heard
    if (isKnown(await lockModels(store), provider)) return
    await addModels(store, provider, names.slice(0, MAX_LISTED_MODELS).map(modelNamed), at)
  })
}

const isKnown = (models: readonly ModelRow[], provider: string): boolean => models.some((model) => model.provider === provider)

/** Puts models that are not known yet behind those that are. MySQL takes names for one that differ in blanks at their end. */
async function addModels(store: Store, provider: string, named: readonly KnownModel[], at: Date): Promise<void> {
  const known = await lockModels(store)
  const taken = new Set(known.filter((model) => model.provider === provider).map(({ upstreamId }) => upstreamId.trimEnd()))
  const fresh: KnownModel[] = []
  for (const model of named) {
    const name = model.upstreamId.trimEnd()
    if (!taken.has(name)) fresh.push(model)
    taken.add(name)
  }
  const hasDefault = known.some((model) => model.isDefault)
  const rows = fresh.map((model, index) => ({
    ...model,
    id: newId(),
    provider,
    params: {},
    isDefault: !hasDefault && index === 0,
    position: known.length + index,
    createdAt: at,
    updatedAt: at,
  }))
  await insertModels(store, rows)
}

/** DeepSeek's models are known; any other server is asked. One of DeepSeek's kind that does not say is taken to have the same. */
async function modelsOf({ keyring, log }: ConnectDeps, row: KeyRow): Promise<readonly KnownModel[]> {
  const isMeant = ({ upstreamId }: KnownModel) => row.models?.includes(upstreamId) ?? true
  if (isDeepSeek(row.baseUrl)) return DEEPSEEK_MODELS.filter(isMeant)
  const { upstream, transport } = keyring.open(row)
  try {
    const listed = await askForModels(upstream, AbortSignal.timeout(LIST_TIMEOUT_MS), { transport })
    const ids = row.models ?? listed.map(({ id }) => id)
    if (ids.length > 0) return ids.slice(0, MAX_LISTED_MODELS).map(modelNamed)
  } catch (error) {
    log.warn({ err: error, label: row.label }, 'the server does not list its models; those that were named, or of its kind, are assumed')
  }
  if (row.models !== null) return row.models.map(modelNamed)
  return row.provider === 'deepseek' ? DEEPSEEK_MODELS : []
}
