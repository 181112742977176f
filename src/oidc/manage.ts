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
export type ProviderChange = Partial<Omit<NewProvider, 'issuer'>>

/** As the audit log may tell it. */
const told = ({ name, issuer, clientId, secret, scopes, enabled, registers }: NewProvider | ProviderRow) => ({
  name,
  issuer,
  clientId,
  secret: secret === null ? null : '[secret]',
  scopes,
  enabled,
  registers,
})

/** Asks the provider who it is before it is kept. Throws `provider_unreachable` and `provider_invalid`. */
export async function createProvider(
  { db, now, vault, discovery, providers }: ManageDeps,
  actor: Actor,
  input: NewProvider,
): Promise<string> {
  await discovery.of(input.issuer)
  const [id, at] = [newId(now()), new Date(now())]
  const secret = input.secret === null ? null : vault.seal(input.secret, id)
  await db.tx(async (tx) => {
    await insertProvider(tx, { ...input, id, secret, createdAt: at, updatedAt: at })
    await recordAudit(tx, actor, { action: 'provider.create', target: input.name, after: told(input) }, at)
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
  const { secret, ...rest } = change
  const sealed = secret === undefined ? {} : { secret: secret === null ? null : vault.seal(secret, id) }
  await db.tx(async (tx) => {
    const before = await findProvider(tx, id)
    if (!before) throw new AppError('not_found')
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
