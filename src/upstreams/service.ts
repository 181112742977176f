import type { Config } from '../config.ts'
import type { Store } from '../db/store.ts'
import type { Price } from '../db/values.ts'
import { AppError } from '../errors.ts'
import { streamDemo } from '../llm/demo.ts'
import type { CallOutcome, ChatRequest, OnDelta } from '../llm/llm.ts'
import { type StreamDeps, streamChat } from '../llm/stream.ts'
import type { Kv } from '../kv/kv.ts'
import type { Logger } from '../log.ts'
import type { Vault } from '../secrets.ts'
import { addServer, DEEPSEEK, type NewServer } from './connect.ts'
import { createKeyring } from './keyring.ts'
import { createManagedKeys, type ManagedKeys } from './manageKeys.ts'
import { createPool, type Use } from './pool.ts'
import { countKeys, type KeyRow, listKeys, listModels, type ModelRow, updateKey } from './queries.ts'
import type { ReachDeps } from './reach.ts'

export { DEEPSEEK, type NewServer } from './connect.ts'
export { areSendable, parseBaseUrl, parseProxy } from './keyInput.ts'
export { type KeyState, keysWithState, type KeyView, viewKey, viewKeys } from './keyState.ts'
export type { KeyEdit, ManagedKeys } from './manageKeys.ts'
export { type KeyProblem, problemOfReason } from './problems.ts'
export { listNamedModels, type NamedModel, setDefaultModel } from './defaultModelQueries.ts'

export type UpstreamsDeps = ReachDeps & {
  db: Store
  kv: Pick<Kv, 'enter' | 'leave' | 'hit'>
  vault: Vault
  log: Logger
  now: () => number
  /** from 0 to 1 */
  random?: () => number
  /** how upstreams are called */
  stream?: StreamDeps
}

export type ModelChoice = {
  /** null: the built-in demo */
  id: string | null
  name: string
  upstreamId: string
  contextTokens: number
  maxOutputTokens: number | null
  thinking: NonNullable<ChatRequest['thinking']>
  /** its server wants the thoughts of earlier answers back */
  replaysReasoning: boolean
  params: Readonly<Record<string, unknown>>
  prices: readonly Price[]
}

/** How a key is named in records. */
export type KeyName = { keyId: string | null; keyLabel: string }

/** A key that was taken for one call: it is to be called, or let go. */
export type TakenKey = KeyName & {
  call(request: ChatRequest, onDelta: OnDelta, signal: AbortSignal): Promise<CallOutcome>
  letGo(): void
}

/** A model, and the keys to reach it by. */
export type Route = {
  model: ModelChoice
  /** the key that is meant before one is taken */
  meant: KeyName
  /** Milliseconds until a key can be taken: 0 now; null: none works any more. */
  freeIn(): number | null
  /** The key for one call; null where all are busy or cooling. */
  take(): Promise<TakenKey | null>
}

export type Upstreams = {
  /** The models that can be asked, the default first; only the demo while there is no key at all. */
  models(): Promise<readonly ModelChoice[]>
  /** By id, or the upstream's name, or the alias; the default without. Throws `model_unknown`, `no_api_key` and `no_key_works`. */
  route(model?: string): Promise<Route>
  /** What administrators do with keys. */
  keys: ManagedKeys
  /** Adds a key for a server, with the models that the server names. */
  connect(server: NewServer): Promise<void>
  /** Adds the server of the configuration, where there is none yet; of several processes that start at once one does. */
  seed(config: Pick<Config, 'deepseekApiKey' | 'deepseekBaseUrl'>): Promise<void>
  /** What a model costs, by its id; nothing for one that is gone. */
  pricesOf(modelId: string | null): Promise<readonly Price[]>
}

const DEMO: ModelChoice = {
  id: null,
  name: 'Demo',
  upstreamId: 'demo',
  contextTokens: 8_000,
  maxOutputTokens: null,
  thinking: 'deepseek',
  replaysReasoning: false,
  params: {},
  prices: [],
}

const FRESH_MS = 1_000

type Catalogue = { keys: KeyRow[]; models: ModelRow[]; readAt: number }

const DEMO_KEY: TakenKey = { keyId: null, keyLabel: 'demo', call: callDemo, letGo: () => {} }
const DEMO_ROUTE: Route = { model: DEMO, meant: { keyId: null, keyLabel: 'demo' }, freeIn: () => 0, take: async () => DEMO_KEY }

export function createUpstreams({ db, kv, vault, log, now, random = Math.random, stream = {}, lookup }: UpstreamsDeps): Upstreams {
  const pool = createPool({ save: (keyId, change) => updateKey(db, keyId, change), kv, log, now, random })
  const keyring = createKeyring(vault, { lookup }, stream.transport)
  const connecting = { db, vault, keyring, log, now }
  const forget = (): void => void (cached = null)
  let cached: Catalogue | null = null

  async function catalogue(): Promise<Catalogue> {
    if (cached && now() - cached.readAt < FRESH_MS) return cached
    const [keys, models] = await Promise.all([listKeys(db), listModels(db)])
    pool.read(keys)
    cached = { keys, models, readAt: now() }
    return cached
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
      return DEMO_ROUTE
    }
    const names = (row: ModelRow) => [row.id, row.upstreamId, row.alias]
    const candidates =
      wanted === undefined
        ? rows.toSorted((a, b) => Number(b.isDefault) - Number(a.isDefault))
        : rows.filter((row) => names(row).includes(wanted))
    if (wanted !== undefined && candidates.length === 0) throw new AppError('model_unknown')
    const reachable = candidates.map((row) => ({ row, serving: keys.filter(serves(row)) })).filter(({ serving }) => serving.length > 0)
    if (reachable.length === 0) throw new AppError('no_api_key')
    const working = reachable.find(({ serving }) => pool.freeIn(serving) !== null)
    if (!working) throw new AppError('no_key_works')
    return routeOver(working.row, working.serving)
  }

  function routeOver(row: ModelRow, keys: readonly KeyRow[]): Route {
    const meant = pool.best(keys) ?? keys[0]
    return {
      model: toChoice(row),
      meant: nameOf(meant),
      freeIn: () => pool.freeIn(keys),
      async take() {
        const use = await pool.take(keys, meant)
        return use && { ...nameOf(use.key), call: callOver(use), letGo: use.ended }
      },
    }
  }

  function callOver(use: Use): TakenKey['call'] {
    return async (request, onDelta, signal) => {
      try {
        const { upstream, transport } = keyring.open(use.key)
        const outcome = await streamChat({ ...stream, transport }, upstream, request, onDelta, signal)
        use.succeeded()
        return outcome
      } catch (error) {
        use.failed(error)
        throw error
      } finally {
        use.ended()
      }
    }
  }

  async function connect(server: NewServer): Promise<void> {
    await addServer(connecting, server)
    forget()
  }

  return {
    models,
    route,
    keys: createManagedKeys({ ...connecting, pool, stream, lookup, forget }),
    connect,
    async seed({ deepseekApiKey: apiKey, deepseekBaseUrl: baseUrl }) {
      const isGiven = apiKey !== null || baseUrl !== DEEPSEEK
      if (!isGiven || (await countKeys(db)) > 0) return
      const label = apiKey === null ? new URL(baseUrl).host : 'DEEPSEEK_API_KEY'
      await connect({ baseUrl, apiKey, label, provider: 'deepseek', allowPrivate: true }).catch(async (error: unknown) => {
        if ((await countKeys(db)) === 0) throw error
      })
    },
    pricesOf: async (modelId) => (await catalogue()).models.find(({ id }) => id === modelId)?.prices ?? [],
  }
}

const nameOf = (key: KeyRow | undefined): KeyName => ({ keyId: key?.id ?? null, keyLabel: key?.label ?? '' })

const toChoice = (row: ModelRow): ModelChoice => ({
  id: row.id,
  name: row.name,
  upstreamId: row.upstreamId,
  contextTokens: row.contextTokens,
  maxOutputTokens: row.maxOutputTokens,
  thinking: row.abilities.thinking ?? 'none',
  replaysReasoning: row.abilities.replay_reasoning ?? false,
  params: row.params,
  prices: row.prices,
})

function callDemo(request: ChatRequest, onDelta: OnDelta, signal: AbortSignal): Promise<CallOutcome> {
  const question = request.messages.findLast((message) => message.role === 'user')?.content ?? ''
  return streamDemo(question, onDelta, signal, { reasoning: request.reasoning ?? false })
}
