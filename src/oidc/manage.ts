import { type Actor, recordAudit } from '../audit/service.ts'
import type { Store } from '../db/store.ts'
import { AppError } from '../errors.ts'
import { newId } from '../ids.ts'
import type { Vault } from '../secrets.ts'
import type { Discovery } from './discovery.ts'
import type { Providers } from './providers.ts'
import { deleteProvider, findProvider, insertProvider, type ProviderRow, updateProvider } from './queries.ts'

export type ManageDeps = { db: Store; now: () => number; vault: Vault; discovery: Discovery; providers: Providers }

export type NewProvider = {
  name: string
  issuer: string
  clientId: string
  /** null for a public client */
  secret: string | null
  scopes: string
  enabled: boolean
  registers: boolean
}

/** The issuer stays: who its users are depends on it. An absent secret is kept. */
export type ProviderChange = { [Field in Exclude<keyof NewProvider, 'issuer'>]?: NewProvider[Field] | undefined }

type Given<T> = { [Field in keyof T]?: Exclude<T[Field], undefined> }

const givenOf = <T extends object>(change: T): Given<T> =>
  Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as Given<T>

/** As the audit log may tell it. */
const told = ({ name, issuer, clientId, secret, scopes, enabled, registers }: NewProvider | ProviderRow) => ({
  name,
  issuer,
  client_id: clientId,
  secret: secret === null ? null : '[secret]',
  scopes,
  enabled,
  registers,
})

/** The same in words for who has typed the issuer, and at its field. */
function atIssuer(error: unknown): never {
  if (!(error instanceof AppError)) throw error
  throw new AppError(error.reason === 'provider_unreachable' ? 'issuer_unreachable' : 'issuer_wrong', { field: 'issuer' }, { cause: error })
}

/** Throws `not_found`. */
export async function getProvider({ db }: Pick<ManageDeps, 'db'>, id: string): Promise<ProviderRow> {
  const row = await findProvider(db, id)
  if (!row) throw new AppError('not_found')
  return row
}

/** Asks the provider who it is before it is kept, with the issuer as it writes it. Throws `issuer_unreachable` and `issuer_wrong`. */
export async function createProvider(
  { db, now, vault, discovery, providers }: ManageDeps,
  actor: Actor,
  input: NewProvider,
): Promise<string> {
  const { issuer } = await discovery.of(input.issuer).catch(atIssuer)
  const [id, at] = [newId(now()), new Date(now())]
  const secret = input.secret === null ? null : vault.seal(input.secret, id)
  const row = { ...input, issuer, id, secret }
  await db.tx(async (tx) => {
    await insertProvider(tx, { ...row, createdAt: at, updatedAt: at })
    await recordAudit(tx, actor, { action: 'provider.create', target: row.name, after: told(row) }, at)
  })
  providers.forget()
  return id
}

export async function changeProvider(
  { db, now, vault, providers }: ManageDeps,
  actor: Actor,
  id: string,
  change: ProviderChange,
): Promise<void> {
  const at = new Date(now())
  const { secret, ...rest } = givenOf(change)
  const sealed = secret === undefined ? {} : { secret: secret === null ? null : vault.seal(secret, id) }
  await db.tx(async (tx) => {
    const before = await getProvider({ db: tx }, id)
    await updateProvider(tx, id, { ...rest, ...sealed, updatedAt: at })
    const after = { ...told({ ...before, ...rest, ...sealed }), ...(secret === undefined ? {} : { secret: '[new secret]' }) }
    await recordAudit(tx, actor, { action: 'provider.change', target: before.name, before: told(before), after }, at)
  })
  providers.forget()
}

/** Whoever signed in by it alone needs a password from now on. */
export async function removeProvider({ db, now, providers }: ManageDeps, actor: Actor, id: string): Promise<void> {
  const at = new Date(now())
  await db.tx(async (tx) => {
    const before = await findProvider(tx, id)
    if (!before || !(await deleteProvider(tx, id))) throw new AppError('not_found')
    await recordAudit(tx, actor, { action: 'provider.delete', target: before.name, before: told(before) }, at)
  })
  providers.forget()
}
