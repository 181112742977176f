import { type Actor, recordAudit } from '../audit/service.ts'
import type { KeyTest } from '../db/values.ts'
import { AppError } from '../errors.ts'
import { secretOwner, type Vault } from '../secrets.ts'
import { addFirstModels, addServer, type ConnectDeps, type KeySettings, lastOf, type NewServer } from './connect.ts'
import type { KeyHeaders } from './keyInput.ts'
import { openHeaders, openProxy } from './keyring.ts'
import type { Pool } from './pool.ts'
import { deleteKey, findKey, isReachedAs, type KeyRow, listKeys, lockKey, updateKey, updateSameKey } from './queries.ts'
import { checkReach, type ReachDeps } from './reach.ts'
import { type TestDeps, tryKey } from './testKey.ts'

export type ManageDeps = ConnectDeps & TestDeps & ReachDeps & { pool: Pool; forget(): void }

/**
 * What an administrator changes of a key; what is absent stays. Of a secret, null takes it away; of headers all are given, and
 * an empty value keeps the one that is there.
 */
export type KeyEdit = Partial<Pick<KeyRow, 'label' | 'provider' | 'baseUrl' | 'allowPrivate'> & KeySettings & { apiKey: string | null }>

export type ManagedKeys = {
  /** Throws `base_url_private` and `proxy_private`. */
  create(actor: Actor, server: NewServer): Promise<string>
  /**
   * What a key is reached by and has not been tried since is untested. Throws as `create` does, `key_of_server` and `headers_of_server`
   * where another server would get what was meant for the one before, and `not_found`.
   */
  change(actor: Actor, id: string, edit: KeyEdit): Promise<void>
  /** Its label stays in the records of what it was used for. Throws `not_found`. */
  remove(actor: Actor, id: string): Promise<void>
  /** A real call. One that works brings a key back that was set aside or cooling. Throws `not_found`. */
  test(actor: Actor, id: string): Promise<KeyTest>
  /** All that are switched on, at once. */
  testAll(actor: Actor): Promise<void>
}

export function createManagedKeys(deps: ManageDeps): ManagedKeys {
  const { db, now, pool, forget } = deps

  async function test(actor: Actor, key: KeyRow): Promise<KeyTest> {
    const { test: result, error, isCalled, listed } = await tryKey(deps, actor, key)
    await updateSameKey(db, key, { tested: result })
    if (isCalled) await pool.tested(key, error)
    await addFirstModels(db, key.provider, key.models ?? listed, new Date(now()))
    forget()
    return result
  }

  return {
    async create(actor, server) {
      await checkReach(deps, { ...server, proxy: server.proxy ?? null })
      const id = await addServer(deps, server, (store, row) =>
        recordAudit(store, actor, { action: 'key.create', target: row.label, after: told(deps.vault, row) }, row.createdAt),
      )
      forget()
      return id
    },
    async change(actor, id, edit) {
      await changeKey(deps, actor, id, edit)
      forget()
    },
    async remove(actor, id) {
      await db.tx(async (tx) => {
        const row = await getKey({ db: tx }, id)
        await deleteKey(tx, id)
        await recordAudit(tx, actor, { action: 'key.delete', target: row.label, before: told(deps.vault, row) }, new Date(now()))
      })
      forget()
    },
    test: async (actor, id) => test(actor, await getKey(deps, id)),
    async testAll(actor) {
      const keys = (await listKeys(db)).filter(({ enabled }) => enabled)
      await Promise.all(keys.map((key) => test(actor, key)))
    },
  }
}

/** Throws `not_found`. */
export async function getKey({ db }: Pick<ManageDeps, 'db'>, id: string): Promise<KeyRow> {
  const row = await findKey(db, id)
  if (!row) throw new AppError('not_found')
  return row
}

/** As the audit log may tell it: of the key its end, of headers their names. */
const told = (vault: Vault, row: KeyRow) => ({
  name: row.label,
  provider: row.provider,
  base_url: row.baseUrl,
  key: row.secret === null ? null : `…${row.last4}`,
  models: row.models,
  weight: row.weight,
  priority: row.priority,
  max_concurrency: row.maxConcurrency,
  rpm: row.rpm,
  allow_private: row.allowPrivate,
  enabled: row.enabled,
  proxy: row.proxy === null ? null : '[proxy]',
  headers: row.headers === null ? null : Object.keys(openHeaders(vault, row)),
})

/** The columns of what is secret, sealed; those that the edit leaves alone are absent. */
function sealedOf(vault: Vault, before: KeyRow, { apiKey, proxy, headers }: KeyEdit): Partial<KeyRow> {
  const { id } = before
  const seal = (plain: string | null, owner: string) => (plain === null ? null : vault.seal(plain, owner))
  return {
    ...(apiKey === undefined ? {} : { secret: seal(apiKey, secretOwner.apiKey(id)), last4: lastOf(apiKey) }),
    ...(proxy === undefined ? {} : { proxy: seal(proxy, secretOwner.keyProxy(id)) }),
    ...(headers === undefined ? {} : { headers: seal(headersText(vault, before, headers), secretOwner.keyHeaders(id)) }),
  }
}

function headersText(vault: Vault, before: KeyRow, headers: KeyHeaders | null): string | null {
  if (headers === null || Object.keys(headers).length === 0) return null
  const known = new Map(Object.entries(openHeaders(vault, before)).map(([name, value]) => [name.toLowerCase(), value]))
  return JSON.stringify(
    Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value || (known.get(name.toLowerCase()) ?? '')])),
  )
}

const UNTRIED = { status: 'untested', reason: null, until: null, tested: null } as const
const WAYS = ['apiKey', 'baseUrl', 'allowPrivate', 'proxy', 'headers'] as const

/** Without what says again what is there, as forms do: a key that is reached as before has not to be tried anew. */
function newsOf(vault: Vault, before: KeyRow, edit: KeyEdit): KeyEdit {
  const isOld: Record<(typeof WAYS)[number], boolean> = {
    apiKey: edit.apiKey === null && before.secret === null,
    baseUrl: edit.baseUrl === before.baseUrl,
    allowPrivate: edit.allowPrivate === before.allowPrivate,
    proxy: edit.proxy === null && before.proxy === null,
    headers: edit.headers !== undefined && areKept(openHeaders(vault, before), edit.headers),
  }
  return Object.fromEntries(Object.entries(edit).filter(([name]) => !(name in isOld && isOld[name as keyof typeof isOld])))
}

function areKept(before: KeyHeaders, edit: KeyHeaders | null): boolean {
  const namesOf = (headers: KeyHeaders) =>
    Object.keys(headers)
      .map((name) => name.toLowerCase())
      .toSorted()
      .join('\n')
  return namesOf(before) === namesOf(edit ?? {}) && Object.values(edit ?? {}).every((value) => value === '')
}

/** What is secret goes to the server that it was given for, and to no other. */
function refuseToCarry(vault: Vault, before: KeyRow, { baseUrl, apiKey, headers }: KeyEdit): void {
  if (baseUrl === undefined || new URL(baseUrl).origin === new URL(before.baseUrl).origin) return
  if (apiKey === undefined && before.secret !== null) throw new AppError('key_of_server', { field: 'api_key' })
  const keepsAll = headers === undefined && before.headers !== null
  const kept = Object.keys(openHeaders(vault, before)).map((name) => name.toLowerCase())
  const keepsSome = Object.entries(headers ?? {}).some(([name, value]) => value === '' && kept.includes(name.toLowerCase()))
  if (keepsAll || keepsSome) throw new AppError('headers_of_server', { field: 'headers' })
}

/** Where somebody else changes what the key is reached by meanwhile, all is looked at again: none of his secrets goes to our server, nor ours to his. */
async function changeKey(deps: ManageDeps, actor: Actor, id: string, said: KeyEdit): Promise<void> {
  let isDone = false
  while (!isDone) isDone = await tryChange(deps, actor, id, said)
}

async function tryChange(deps: ManageDeps, actor: Actor, id: string, said: KeyEdit): Promise<boolean> {
  const { db, vault, now } = deps
  const known = await getKey(deps, id)
  const edit = newsOf(vault, known, said)
  refuseToCarry(vault, known, edit)
  const { apiKey: _key, proxy: _proxy, headers: _headers, ...plain } = edit
  const proxy = edit.proxy === undefined ? openProxy(vault, known) : edit.proxy
  await checkReach(deps, { baseUrl: known.baseUrl, allowPrivate: known.allowPrivate, ...plain, proxy })
  return db.tx(async (tx) => {
    const before = await lockKey(tx, id)
    if (!before) throw new AppError('not_found')
    if (!isReachedAs(before, known) || before.allowPrivate !== known.allowPrivate) return false
    const set = { ...plain, ...sealedOf(vault, before, edit), ...(WAYS.some((name) => name in edit) ? UNTRIED : {}) }
    // later than what is known of its health, so that every process takes this for the news
    const updatedAt = new Date(Math.max(now(), before.updatedAt.getTime() + 1))
    await updateKey(tx, id, { ...set, updatedAt })
    const after = { ...told(vault, { ...before, ...set }), ...renewed(edit) }
    await recordAudit(tx, actor, { action: 'key.change', target: before.label, before: told(vault, before), after }, new Date(now()))
    return true
  })
}

/** What is another secret now, and would be told as before. */
const renewed = ({ proxy, headers }: KeyEdit) => ({
  ...(proxy ? { proxy: '[new proxy]' } : {}),
  ...(headers && Object.values(headers).some((value) => value !== '') ? { header_values: '[new]' } : {}),
})
