import { type Actor, recordAudit } from '../audit/service.ts'
import { type AccountDeps, hasPassword, lockUser } from '../auth/service.ts'
import { AppError } from '../errors.ts'
import type { Providers } from './providers.ts'
import { deleteIdentities, findProvider, listIdentities } from './queries.ts'

/** A provider as its user sees it: `label` is who the user is there; null where nothing is linked. */
export type WayIn = { id: string; name: string; label: string | null }

type IdentityDeps = Pick<AccountDeps, 'db' | 'now'> & { providers: Providers }

export async function waysIn({ db, providers }: IdentityDeps, userId: string): Promise<WayIn[]> {
  const linked = new Map((await listIdentities(db, userId)).map(({ providerId, label }) => [providerId, label]))
  return (await providers.enabled()).map(({ id, name }) => ({ id, name, label: linked.get(id) ?? null }))
}

/** Throws `not_found` where nothing is linked, and `last_way_in` where the user could not sign in any more. */
export async function unlinkIdentity({ db, now }: IdentityDeps, user: Actor, providerId: string): Promise<void> {
  const at = new Date(now())
  await db.tx(async (tx) => {
    // of two who are removed at once the second one is the last
    await lockUser(tx, user.id)
    const hasKey = await hasPassword(tx, user.id)
    const identities = await listIdentities(tx, user.id)
    if (!hasKey && identities.every((identity) => identity.providerId === providerId)) throw new AppError('last_way_in')
    if (!(await deleteIdentities(tx, user.id, providerId))) throw new AppError('not_found')
    const provider = (await findProvider(tx, providerId))?.name ?? providerId
    const change = { action: 'identity.unlink', target: user.name, before: { provider } } as const
    await recordAudit(tx, user, change, at)
  })
}
