import { type Actor, recordAudit } from '../audit/service.ts'
import { type AccountDeps, countFromNetwork, enterBy, openAccount } from '../auth/service.ts'
import { isUniqueViolation } from '../db/errors.ts'
import { AppError } from '../errors.ts'
import type { Vault } from '../secrets.ts'
import type { Discovery } from './discovery.ts'
import { newPending, type Pending } from './pending.ts'
import { authorizationUrl, fetchIdToken, type Identity, readIdToken } from './protocol.ts'
import { findIdentity, findProvider, insertIdentity, type ProviderRow, touchIdentity } from './queries.ts'
import type { Providers } from './providers.ts'

export { unlinkIdentity, waysIn } from './identities.ts'
export { changeProvider, createProvider, getProvider, type ManageDeps, removeProvider } from './manage.ts'
export { listProviders, type ProviderRow } from './queries.ts'
export { type Discovery, createDiscovery } from './discovery.ts'
export { createPendingBox, type PendingBox } from './pending.ts'
export { createProviders, type Providers } from './providers.ts'

export type OidcDeps = AccountDeps & { vault: Vault; discovery: Discovery; providers: Providers }

/** Where the browser is sent to sign in, and what it must bring back. Throws `not_found`, `provider_unreachable`, `provider_invalid`. */
export async function beginSignIn(
  deps: OidcDeps,
  about: Pick<Pending, 'providerId' | 'redirectUri' | 'next' | 'linkTo'>,
): Promise<{ location: string; pending: Pending }> {
  const provider = await deps.providers.get(about.providerId)
  const pending = newPending(about)
  return { location: authorizationUrl(await deps.discovery.of(provider.issuer), provider, pending).href, pending }
}

/** What the provider has sent the browser back with. */
export type Callback = { code?: string | undefined; state?: string | undefined; iss?: string | undefined; error?: string | undefined }

/** Whom the provider vouches for. Throws `sign_in_expired`, `provider_refused`, `provider_unreachable`, `provider_invalid`. */
export async function identify({ providers, discovery, vault, now }: OidcDeps, pending: Pending, callback: Callback): Promise<Identity> {
  if (callback.state !== pending.state) throw new AppError('sign_in_expired')
  const provider = await providers.get(pending.providerId)
  const discovered = await discovery.of(provider.issuer)
  const needsIssuer = callback.iss !== undefined || discovered.authorization_response_iss_parameter_supported
  if (needsIssuer && callback.iss !== discovered.issuer) throw new AppError('provider_invalid')
  if (callback.error !== undefined || !callback.code) throw new AppError('provider_refused')
  const client = { clientId: provider.clientId, secret: secretOf(vault, provider) }
  const token = await fetchIdToken(discovered, client, callback.code, pending)
  return readIdToken(discovered, token, { clientId: provider.clientId, nonce: pending.nonce, now: now() })
}

const secretOf = (vault: Vault, { id, secret }: ProviderRow): string | null => (secret === null ? null : vault.open(secret, id))

/** The account of somebody at a provider, made now where the provider may and registration is open. Throws `identity_unknown` and what `enterBy` does. */
export async function accountOf(
  deps: OidcDeps,
  providerId: string,
  identity: Identity,
  ip: string,
): Promise<{ id: string; epoch: number }> {
  const { db, now } = deps
  const known = await findIdentity(db, providerId, identity.subject)
  if (known) {
    const user = await enterBy(deps, known.userId)
    await touchIdentity(db, providerId, identity.subject, new Date(now()))
    return user
  }
  const { registers } = await deps.providers.get(providerId)
  if (!registers || (await deps.site.current()).registration !== 'open') throw new AppError('identity_unknown')
  await countFromNetwork(deps, 'registration', ip)
  const row = (userId: string) => identityRow(identity, { providerId, userId, at: new Date(now()) })
  try {
    return await openAccount(deps, identity.names, (tx, userId) => insertIdentity(tx, row(userId)))
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    throw new AppError('sign_in_expired', {}, { cause: error })
  }
}

/** From now on this user signs in by that identity, too. Throws `identity_taken`. */
export async function linkIdentity({ db, now }: OidcDeps, user: Actor, providerId: string, identity: Identity): Promise<void> {
  const at = new Date(now())
  const known = await findIdentity(db, providerId, identity.subject)
  if (known?.userId === user.id) return
  if (known) throw new AppError('identity_taken')
  const row = identityRow(identity, { providerId, userId: user.id, at })
  const linking = db.tx(async (tx) => {
    await insertIdentity(tx, row)
    const provider = (await findProvider(tx, providerId))?.name ?? providerId
    await recordAudit(tx, user, { action: 'identity.link', target: user.name, after: { provider, label: row.label } }, at)
  })
  await linking.catch((error: unknown) => {
    throw isUniqueViolation(error) ? new AppError('identity_taken', {}, { cause: error }) : error
  })
}

const LABEL_MAX = 200

const identityRow = ({ subject, names }: Identity, { providerId, userId, at }: { providerId: string; userId: string; at: Date }) => ({
  providerId,
  subject,
  userId,
  label: (names[0] ?? subject).slice(0, LABEL_MAX),
  createdAt: at,
  lastUsedAt: at,
})
