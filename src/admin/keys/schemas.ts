import * as z from 'zod'
import { areSendable, DEEPSEEK, isDeepSeek, type KeyEdit, type NewServer, parseBaseUrl, parseProxy } from '../../upstreams/service.ts'

const MAX_WEIGHT = 1_000
const MAX_PRIORITY = 1_000
const MAX_CALLS = 100_000

const label = z.string().trim().min(1).max(100)
const provider = z
  .string()
  .trim()
  .max(64)
  .regex(/^[\p{L}\p{N}._-][\p{L}\p{N}._ -]*$/u)
const isSendable = (key: string) => /^[\x21-\x7e]*$/.test(key)
export const apiKey = z.string().trim().max(500).refine(isSendable, 'key_unsendable')
export const modelName = z.string().trim().min(1).max(200)
const models = z.array(modelName).max(200)

/** A value that is parsed into another one; null says that it cannot be. */
const parsed = <Value>(parse: (text: string) => Value | null, reason: string) =>
  z.transform((text: string, { issues }) => {
    const value = parse(text)
    if (value !== null) return value
    issues.push({ code: 'custom', message: reason, input: text })
    return z.NEVER
  })

const text = (most: number) => z.string().trim().max(most)
export const baseUrl = text(500).pipe(parsed(parseBaseUrl, 'base_url_invalid'))
export const proxy = text(500).pipe(parsed((typed) => (typed === '' ? '' : parseProxy(typed)), 'proxy_invalid'))
export const headers = z.record(z.string(), z.string().trim()).refine(areSendable, 'headers_invalid')

export const weight = z.int('amount_invalid').min(1, 'amount_invalid').max(MAX_WEIGHT, 'amount_invalid')
export const priority = z.int('amount_invalid').min(-MAX_PRIORITY, 'amount_invalid').max(MAX_PRIORITY, 'amount_invalid')
export const calls = z.int('amount_invalid').min(1, 'amount_invalid').max(MAX_CALLS, 'amount_invalid').nullable()

export const keyFields = { label, provider, base_url: baseUrl, weight, priority }

/** An empty `api_key` or `proxy` keeps what is there, null takes it away; headers are given all, an empty value keeps the one that is there. */
const fields = {
  ...keyFields,
  api_key: apiKey.nullable(),
  models: models.nullable(),
  max_concurrency: calls,
  rpm: calls,
  allow_private: z.boolean(),
  enabled: z.boolean(),
  proxy: proxy.nullable(),
  headers: headers.nullable(),
}

type Fields = { [Name in keyof typeof fields]?: z.output<(typeof fields)[Name]> | undefined }

const given = <T extends object>(all: T) =>
  Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as { [K in keyof T]?: Exclude<T[K], undefined> }

/** No list of models, or an empty one: all of its provider's. */
const someModels = (names: string[] | null | undefined) => (names === undefined ? undefined : names?.length ? [...new Set(names)] : null)

export const editOf = (change: Fields): KeyEdit =>
  given({
    label: change.label,
    provider: change.provider,
    baseUrl: change.base_url,
    weight: change.weight,
    priority: change.priority,
    maxConcurrency: change.max_concurrency,
    rpm: change.rpm,
    allowPrivate: change.allow_private,
    enabled: change.enabled,
    models: someModels(change.models),
    apiKey: change.api_key === '' ? undefined : change.api_key,
    proxy: change.proxy === '' ? undefined : change.proxy,
    headers: change.headers,
  })

export const keyChange = z.object(fields).partial().transform(editOf)

/** Who serves at an address, where nobody says: keys of one provider share its models. */
const providerAt = (address: string): string => (isDeepSeek(address) ? 'deepseek' : new URL(address).host.slice(0, 64))

/** A name for a key where none is given, by its server. */
export function newServerOf({
  label: name,
  provider: of,
  base_url: address = DEEPSEEK,
  allow_private: isAllowed,
  ...rest
}: Fields): NewServer {
  const named = providerAt(address)
  const { apiKey: secret = null, ...edit } = editOf(rest)
  return { label: name ?? named, provider: of ?? named, baseUrl: address, allowPrivate: isAllowed ?? false, apiKey: secret, ...edit }
}

export const newKey = z
  .object(fields)
  .partial()
  .extend({ label, base_url: baseUrl })
  .transform((key) => newServerOf(key))
