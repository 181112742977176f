import type { Config } from '../config.ts'
import type { Store } from '../db/store.ts'
import type { Price } from '../db/values.ts'
import { AppError } from '../errors.ts'
import { newId } from '../ids.ts'
import { streamDemo } from '../llm/demo.ts'
import type { CallOutcome, ChatRequest, OnDelta, Upstream } from '../llm/llm.ts'
import { listModels as askForModels } from '../llm/models.ts'
import { streamChat } from '../llm/stream.ts'
import type { Logger } from '../log.ts'
import type { Vault } from '../secrets.ts'
import { DEEPSEEK_MODELS, type KnownModel, modelNamed } from './catalogue.ts'
import { countKeys, insertKey, insertModels, type KeyRow, listKeys, listModels, type ModelRow } from './queries.ts'

export type UpstreamsDeps = { db: Store; vault: Vault; log: Logger; now: () => number }

export type ModelChoice = {
  /** null: the built-in demo */
  id: string | null
  name: string
  upstreamId: string
  contextTokens: number
  maxOutputTokens: number | null
  thinking: NonNullable<ChatRequest['thinking']>
  params: Readonly<Record<string, unknown>>
  prices: readonly Price[]
}

/** A model, and how to reach it. */
export type Route = {
  model: ModelChoice
  keyId: string | null
  keyLabel: string
  call(request: ChatRequest, onDelta: OnDelta, signal: AbortSignal): Promise<CallOutcome>
}

export type Upstreams = {
  /** The models that can be asked, the default first; only the demo while there is no key at all. */
  models(): Promise<readonly ModelChoice[]>
  /** By id, or the upstream's name, or the alias; the default without. Throws `model_unknown` and `no_api_key`. */
  route(model?: string): Promise<Route>
  /** Adds a key for a server, with the models that the server names. */
  connect(server: NewServer): Promise<void>
  /** Adds the key of the configuration, where there is none yet. */
  seed(config: Pick<Config, 'deepseekApiKey' | 'deepseekBaseUrl'>): Promise<void>
  /** Throws `VaultLocked` when the stored keys were sealed with another APP_SECRET. */
  checkVault(): Promise<void>
}

export type NewServer = { baseUrl: string; apiKey: string | null; label: string; provider: string; allowPrivate: boolean }

const DEMO: ModelChoice = {
  id: null,
  name: 'Demo',
  upstreamId: 'demo',
  contextTokens: 8_000,
  maxOutputTokens: null,
  thinking: 'deepseek',
  params: {},
  prices: [],
}

const FRESH_MS = 1_000
const MAX_LISTED_MODELS = 200
const DEEPSEEK = 'https://api.deepseek.com'

type Catalogue = { keys: KeyRow[]; models: ModelRow[]; readAt: number }

export function createUpstreams({ db, vault, log, now }: UpstreamsDeps): Upstreams {
  let cached: Catalogue | null = null

  async function catalogue(): Promise<Catalogue> {
    if (cached && now() - cached.readAt < FRESH_MS) return cached
    const [keys, models] = await Promise.all([listKeys(db), listModels(db)])
    cached = { keys, models, readAt: now() }
    return cached
  }

  function openKey(key: KeyRow): Upstream {
    const apiKey = key.secret === null ? null : vault.open(key.secret, key.id)
    return { baseUrl: key.baseUrl, apiKey, ...(key.headers ? { headers: key.headers } : {}) }
  }

  const serves = (model: ModelRow) => (key: KeyRow) =>
    key.enabled && key.provider === model.provider && (key.models?.includes(model.upstreamId) ?? true)

  async function models(): Promise<readonly ModelChoice[]> {
    const { keys, models: rows } = await catalogue()
    if (keys.length === 0) return [DEMO]
    const reachable = rows.filter((model) => keys.some(serves(model)))
    return reachable.toSorted((a, b) => Number(b.isDefault) - Number(a.isDefault)).map(toChoice)
  }

  async function route(wanted?: string): Promise<Route> {
    const { keys, models: rows } = await catalogue()
    if (keys.length === 0) {
      if (wanted !== undefined && wanted !== DEMO.upstreamId) throw new AppError('model_unknown')
      return { model: DEMO, keyId: null, keyLabel: 'demo', call: callDemo }
    }
    const names = (row: ModelRow) => [row.id, row.upstreamId, row.alias]
    const candidates = wanted === undefined ? rows.toSorted((a, b) => Number(b.isDefault) - Number(a.isDefault)) : rows.filter((row) => names(row).includes(wanted))
    if (wanted !== undefined && candidates.length === 0) throw new AppError('model_unknown')
    for (const row of candidates) {
      const key = keys.find(serves(row))
      if (!key) continue
      const upstream = openKey(key)
      return {
        model: toChoice(row),
        keyId: key.id,
        keyLabel: key.label,
        call: (request, onDelta, signal) => streamChat({}, upstream, request, onDelta, signal),
      }
    }
    throw new AppError('no_api_key')
  }

  async function connect(server: NewServer): Promise<void> {
    const known = await modelsOf(server, log)
    const id = newId()
    const at = new Date(now())
    await db.tx(async (store) => {
      const existing = new Set((await listModels(store)).map((model) => `${model.provider}\n${model.upstreamId}`))
      const hasDefault = (await listModels(store)).some((model) => model.isDefault)
      const fresh = known.filter((model) => !existing.has(`${server.provider}\n${model.upstreamId}`))
      await insertKey(store, {
        id,
        label: server.label,
        provider: server.provider,
        baseUrl: server.baseUrl,
        secret: server.apiKey === null ? null : vault.seal(server.apiKey, id),
        last4: server.apiKey?.slice(-4) ?? '',
        allowPrivate: server.allowPrivate,
        createdAt: at,
        updatedAt: at,
      })
      await insertModels(
        store,
        fresh.map((model, index) => ({
          ...model,
          id: newId(),
          provider: server.provider,
          params: {},
          isDefault: !hasDefault && index === 0,
          position: existing.size + index,
          createdAt: at,
          updatedAt: at,
        })),
      )
    })
    cached = null
  }

  return {
    models,
    route,
    connect,
    async seed({ deepseekApiKey, deepseekBaseUrl }) {
      if (deepseekApiKey === null || (await countKeys(db)) > 0) return
      await connect({ baseUrl: deepseekBaseUrl, apiKey: deepseekApiKey, label: 'DEEPSEEK_API_KEY', provider: 'deepseek', allowPrivate: true })
    },
    async checkVault() {
      const { keys } = await catalogue()
      const sealed = keys.find((key) => key.secret !== null)
      if (sealed) openKey(sealed)
    },
  }
}

/** DeepSeek's models are known; any other server is asked, and taken for DeepSeek's kind when it does not say. */
async function modelsOf(server: NewServer, log: Logger): Promise<readonly KnownModel[]> {
  if (server.baseUrl.startsWith(DEEPSEEK)) return DEEPSEEK_MODELS
  try {
    const listed = await askForModels({ baseUrl: server.baseUrl, apiKey: server.apiKey }, AbortSignal.timeout(5_000))
    if (listed.length > 0) return listed.slice(0, MAX_LISTED_MODELS).map(({ id }) => modelNamed(id))
  } catch (error) {
    log.warn({ err: error, label: server.label }, 'the server does not list its models; those of DeepSeek are assumed')
  }
  return DEEPSEEK_MODELS
}

const toChoice = (row: ModelRow): ModelChoice => ({
  id: row.id,
  name: row.name,
  upstreamId: row.upstreamId,
  contextTokens: row.contextTokens,
  maxOutputTokens: row.maxOutputTokens,
  thinking: row.abilities.thinking ?? 'none',
  params: row.params,
  prices: row.prices,
})

function callDemo(request: ChatRequest, onDelta: OnDelta, signal: AbortSignal): Promise<CallOutcome> {
  const question = request.messages.findLast((message) => message.role === 'user')?.content ?? ''
  return streamDemo(question, onDelta, signal, { reasoning: request.reasoning ?? false })
}
