import type { Actor } from '../audit/service.ts'
import type { Store } from '../db/store.ts'
import type { KeyTest } from '../db/values.ts'
import { newId } from '../ids.ts'
import { askBalance } from '../llm/balance.ts'
import { UpstreamFailed } from '../llm/failed.ts'
import type { CallReport, ChatRequest } from '../llm/llm.ts'
import type { Limits } from '../llm/limits.ts'
import { listModels as askForModels } from '../llm/models.ts'
import { type StreamDeps, streamChat } from '../llm/stream.ts'
import { openUsage, settleUsage, type UpstreamCall } from '../usage/service.ts'
import { isDeepSeek } from './connect.ts'
import type { Keyring, OpenKey } from './keyring.ts'
import { type KeyProblem, problemOf } from './problems.ts'
import { type KeyRow, listAllModels, type ModelRow } from './queries.ts'

export type TestDeps = { db: Store; keyring: Keyring; now: () => number; stream: StreamDeps }
/** What a test has shown, and the call's own failure for the pool to judge. */
export type Tested = { test: KeyTest; error: UpstreamFailed | null; isCalled: boolean; listed: readonly string[] }

const MAX_TOKENS = 8
const QUESTION = 'Say OK.'
const PROMPT_ESTIMATE = 8
/** An admin waits for it. */
const LIMITS: Partial<Limits> = { headersMs: 15_000, firstTokenMs: 20_000, keepaliveMs: 20_000 }
const BALANCE_MS = 5_000

/**
 * Tries a key for real: asks for the list of models, then for a few tokens of one that it serves, then for what money is left.
 * The call has a usage row as every other, without a user: what it costs is told, and nobody's quota pays.
 */
export async function tryKey(deps: TestDeps, actor: Pick<Actor, 'requestId'>, key: KeyRow): Promise<Tested> {
  const at = new Date(deps.now()).toISOString()
  const open = deps.keyring.open(key)
  const listed = await listOf(open)
  if (listed instanceof UpstreamFailed && !isWithoutList(listed)) return failed(at, listed, {})
  const names = listed instanceof UpstreamFailed ? [] : listed
  const model = await modelFor(deps.db, key, names)
  if (model === null && listed instanceof UpstreamFailed) return failed(at, listed, {})
  const seen = names.length > 0 ? { models: names.length } : {}
  if (model === null)
    return { test: { at, ms: null, reason: 'no_models' satisfies KeyProblem, ...seen }, error: null, isCalled: false, listed: names }
  const report = await callOf(deps, { key, open, model, requestId: actor.requestId })
  if (report instanceof UpstreamFailed) return failed(at, report, { ...seen, model: model.upstreamId })
  const balance = await balanceOf(key, open)
  const ms = report.ttftMs ?? report.durationMs
  return {
    test: { at, ms, reason: null, model: model.upstreamId, ...seen, ...(balance && { balance }) },
    error: null,
    isCalled: true,
    listed: names,
  }
}

function failed(at: string, error: UpstreamFailed, seen: Partial<KeyTest>): Tested {
  const said = error.upstreamText === null ? {} : { said: error.upstreamText }
  return { test: { at, ms: null, reason: problemOf(error), ...seen, ...said }, error, isCalled: true, listed: [] }
}

/** Some servers chat and list nothing. */
const isWithoutList = ({ errorClass }: UpstreamFailed): boolean => ['http_404', 'http_405', 'http_501', 'malformed'].includes(errorClass)

async function listOf({ upstream, transport }: OpenKey): Promise<string[] | UpstreamFailed> {
  try {
    return (await askForModels(upstream, new AbortController().signal, { transport })).map(({ id }) => id)
  } catch (error) {
    return expectFailed(error)
  }
}

function expectFailed(error: unknown): UpstreamFailed {
  if (error instanceof UpstreamFailed) return error
  throw error
}

type Tried = Pick<ModelRow, 'upstreamId' | 'abilities' | 'params' | 'prices'> & { id: string | null }

/** One that the server has and that we know, the default first; else one that it has. */
async function modelFor(db: Store, key: KeyRow, listed: readonly string[]): Promise<Tried | null> {
  const serves = (name: string) => (key.models?.includes(name) ?? true) && (listed.length === 0 || listed.includes(name))
  const known = (await listAllModels(db)).filter(({ provider, upstreamId }) => provider === key.provider && serves(upstreamId))
  const [model] = known.toSorted((a, b) => rank(b) - rank(a))
  if (model) return model
  const name = listed.find(serves) ?? key.models?.[0] ?? listed[0]
  return name === undefined ? null : { id: null, upstreamId: name, abilities: {}, params: {}, prices: [] }
}

const rank = ({ isDefault, enabled }: ModelRow): number => Number(isDefault) * 2 + Number(enabled)

/** A model's own limit of tokens gives way to ours. */
function requestFor({ upstreamId, abilities, params }: Tried): ChatRequest {
  const limits = ['max_tokens', 'max_completion_tokens'].filter((name) => typeof params[name] === 'number')
  return {
    model: upstreamId,
    messages: [{ role: 'user', content: QUESTION }],
    reasoning: false,
    thinking: abilities.thinking ?? 'none',
    maxOutputTokens: MAX_TOKENS,
    params: { ...params, ...Object.fromEntries(limits.map((name) => [name, MAX_TOKENS])) },
  }
}

type TestCall = { key: KeyRow; open: OpenKey; model: Tried; requestId: string }

async function callOf({ db, now, stream }: TestDeps, { key, open, model, requestId }: TestCall): Promise<CallReport | UpstreamFailed> {
  const call: UpstreamCall = {
    userId: null,
    tokenId: null,
    conversationId: null,
    messageId: newId(),
    attempt: 1,
    purpose: 'test',
    modelId: model.id,
    model: model.upstreamId,
    keyId: key.id,
    keyLabel: key.label,
    source: 'api',
    requestId,
    prices: model.prices,
    promptEstimate: PROMPT_ESTIMATE,
    answerAllowance: MAX_TOKENS,
    held: null,
  }
  const price = await db.tx((store) => openUsage(store, call, new Date(now())))
  const text = { content: '', reasoning: '' }
  const outcome = await ask(stream, open, requestFor(model), text)
  const status = outcome instanceof UpstreamFailed && !isAnswered(outcome) ? 'failed' : 'complete'
  const report = outcome instanceof UpstreamFailed ? outcome.report : outcome
  const errorClass = status === 'failed' && outcome instanceof UpstreamFailed ? outcome.errorClass : null
  await db.tx((store) => settleUsage(store, { call, price }, { ...text, status, report, errorClass }, new Date(now())))
  return status === 'failed' ? outcome : report
}

/** A few tokens may all be thoughts that a server keeps to itself: it has answered. */
const isAnswered = ({ errorClass, report }: UpstreamFailed): boolean => errorClass === 'empty' && (report.usage?.completionTokens ?? 0) > 0

type Texts = { content: string; reasoning: string }

async function ask(stream: StreamDeps, open: OpenKey, request: ChatRequest, text: Texts): Promise<CallReport | UpstreamFailed> {
  const deps = { ...stream, transport: open.transport, limits: { ...LIMITS, ...stream.limits } }
  try {
    return await streamChat(deps, open.upstream, request, (kind, part) => void (text[kind] += part), new AbortController().signal)
  } catch (error) {
    return expectFailed(error)
  }
}

async function balanceOf(key: KeyRow, { upstream, transport }: OpenKey) {
  if (key.provider !== 'deepseek' && !isDeepSeek(key.baseUrl)) return null
  return askBalance(upstream, AbortSignal.timeout(BALANCE_MS), transport).catch(() => null)
}
