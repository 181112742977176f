import { type Actor, recordAudit } from '../audit/service.ts'
import type { Store } from '../db/store.ts'
import { AppError } from '../errors.ts'
import { secretOwner, type Vault } from '../secrets.ts'
import { findKey, type KeyRow, updateKey } from './queries.ts'

type KeyDeps = { db: Store; vault: Vault; now: () => number }

/** What an administrator changes of a key; `apiKey` null takes the secret away, absent keeps it. */
export type KeyEdit = Partial<Pick<KeyRow, 'label' | 'enabled'>> & { apiKey?: string | null }

/** As the audit log may tell it: of a secret its end. */
const told = ({ label, enabled, last4 }: Pick<KeyRow, 'label' | 'enabled' | 'last4'>) => ({
  label,
  enabled,
  key: last4 === '' ? null : `…${last4}`,
})

/** A new secret is tried anew, whatever was known of the old one. Throws `not_found`. */
export async function changeKey({ db, vault, now }: KeyDeps, actor: Actor, id: string, edit: KeyEdit): Promise<void> {
  const at = new Date(now())
  const { apiKey, ...rest } = edit
  const secret = apiKey == null ? null : vault.seal(apiKey, secretOwner.apiKey(id))
  const fresh = { secret, last4: apiKey?.slice(-4) ?? '', status: 'untested', reason: null, until: null } as const
  const set = { ...rest, ...(apiKey === undefined ? {} : fresh) }
  await db.tx(async (tx) => {
    const before = await findKey(tx, id)
    if (!before) throw new AppError('not_found')
    await updateKey(tx, id, { ...set, updatedAt: at })
    const change = { action: 'key.change', target: before.label, before: told(before), after: told({ ...before, ...set }) } as const
    await recordAudit(tx, actor, change, at)
  })
}
