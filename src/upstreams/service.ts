import type { Config } from '../config.ts'
import type { Store } from '../db/store.ts'
import { AppError } from '../errors.ts'
import { streamDemo } from '../llm/demo.ts'
import type { CallOutcome, ChatRequest, OnDelta } from '../llm/llm.ts'
import { listModels } from '../llm/models.ts'
import { type StreamDeps, streamChat } from '../llm/stream.ts'
import type { Kv } from '../kv/kv.ts'
import type { Logger } from '../log.ts'
import type { Vault } from '../secrets.ts'
import { isOpenTo, type Visitor } from './audience.ts'
import { calledSo, defaultFirst, DEMO, type ModelChoice, namesOf, toChoice, serves } from './choices.ts'
import { addServer, DEEPSEEK, type NewServer } from './connect.ts'
import { createKeyring } from './keyring.ts'
import { createManagedKeys, getKey, type ManagedKeys } from './manageKeys.ts'
import { createPool, type Use } from './pool.ts'
import { countKeys, type KeyRow, listAllModels, listKeys, type ModelRow, updateSameKey } from './queries.ts'
import type { ReachDeps } from './reach.ts'

export type { Visitor } from './audience.ts'
export { defaultFirst, type ModelChoice, serves } from './choices.ts'
export { modelNamed } from './catalogue.ts'
export { DEEPSEEK, isDeepSeek, type NewServer } from './connect.ts'
export { areSendable, parseBaseUrl, parseProxy } from './keyInput.ts'
export { type KeyState, keysWithState, type KeyView, viewKey, viewKeys } from './keyState.ts'
export type { KeyEdit, ManagedKeys } from './manageKeys.ts'
export { type KeyProblem, problemOfReason } from './problems.ts'
export { listNamedModels, type NamedModel, setDefaultModel } from './defaultModelQueries.ts'
export { findKey, type KeyRow, listAllModels, listKeys, lockModels } from './queries.ts'

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
  /** The models that are open to somebody, the default first; only the demo while there is no key at all. */
  models(who: Visitor | null): Promise<readonly ModelChoice[]>
  /** By id, or the upstream's name, or the alias; the default without. Throws `model_unknown`, `no_model_open`, `no_api_key`, `no_key_works`. */
  route(who: Visitor | null, model?: string): Promise<Route>
  /** What models are called, by their upstream's name and the one before it: also those that are switched off. */
  names(): Promise<ReadonlyMap<string, string>>
  /** The names of the models at the server of a key. Throws `not_found`, and rejects like `streamChat`. */
  namesAt(keyId: string): Promise<string[]>
  /** What administrators do with keys. */
  keys: ManagedKeys
  /** Adds a key for a server, with the models that the server names. */
  connect(server: NewServer): Promise<void>
  /** Adds the server of the configuration, where there is none yet; of several processes that start at once one does. */
  seed(config: Pick<Config, 'deepseekApiKey' | 'deepseekBaseUrl'>): Promise<void>
}

const FRESH_MS = 1_000
const LIST_TIMEOUT_MS = 10_000

/** `all`: also models that are switched off */
type Catalogue = { keys: KeyRow[]; models: ModelRow[]; all: ModelRow[]; readAt: number }

const DEMO_KEY: TakenKey = { keyId: null, keyLabel: 'demo', call: callDemo, letGo: () => {} }
const DEMO_ROUTE: Route = { model: DEMO, meant: { keyId: null, keyLabel: 'demo' }, freeIn: () => 0, take: async () => DEMO_KEY }

export function createUpstreams({ db, kv, vault, log, now, random = Math.random, stream = {}, lookup }: UpstreamsDeps): Upstreams {
  const pool = createPool({ save: (key, change) => updateSameKey(db, key, change), kv, log, now, random })
  const keyring = createKeyring(vault, { lookup }, stream.transport)
  const connecting = { db, vault, keyring, log, now }
  const forget = (): void => void (cached = null)
  let cached: Catalogue | null = null

  async function catalogue(): Promise<Catalogue> {
    if (cached && now() - cached.readAt < FRESH_MS) return cached
    const [keys, all] = await Promise.all([listKeys(db), listAllModels(db)])
    pool.read(keys)
    cached = { keys, models: all.filter(({ enabled }) => enabled), all, readAt: now() }
    return cached
  }

  async function models(who: Visitor | null): Promise<readonly ModelChoice[]> {
    const { keys, models: rows } = await catalogue()
    if (keys.length === 0) return [DEMO]
    const reachable = rows.filter((model) => isOpenTo(model, who) && keys.some((key) => serves(key, model)))
    return defaultFirst(reachable).map(toChoice)
  }

  async function route(who: Visitor | null, wanted?: string): Promise<Route> {
    const { keys, models: rows } = await catalogue()
    if (keys.length === 0) {
      if (wanted !== undefined && wanted !== DEMO.upstreamId) throw new AppError('model_unknown')
      return DEMO_ROUTE
    }
    const open = rows.filter((row) => isOpenTo(row, who))
    const candidates = wanted === undefined ? defaultFirst(open) : calledSo(open, wanted)
    if (candidates.length === 0 && wanted !== undefined) throw new AppError('model_unknown')
    if (candidates.length === 0 && rows.length > 0) throw new AppError('no_model_open')
    const reachable = candidates
      .map((row) => ({ row, serving: keys.filter((key) => serves(key, row)) }))
      .filter(({ serving }) => serving.length > 0)
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
    names: async () => namesOf((await catalogue()).all),
    async namesAt(keyId) {
      const { upstream, transport } = keyring.open(await getKey({ db }, keyId))
      const listed = await listModels(upstream, AbortSignal.timeout(LIST_TIMEOUT_MS), { transport })
      return listed.map(({ id }) => id)
    },
  }
}

const nameOf = (key: KeyRow | undefined): KeyName => ({ keyId: key?.id ?? null, keyLabel: key?.label ?? '' })

function callDemo(request: ChatRequest, onDelta: OnDelta, signal: AbortSignal): Promise<CallOutcome> {
  const question = request.messages.findLast((message) => message.role === 'user')?.content ?? ''
  return streamDemo(question, onDelta, signal, { reasoning: request.reasoning ?? false })
}
