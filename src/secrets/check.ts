import { eq } from 'drizzle-orm'
import { isUniqueViolation } from '../db/errors.ts'
import type { Store } from '../db/store.ts'
import { type Vault, VaultLocked } from '../secrets.ts'
import { listSealed } from './sealed.ts'

/** The name of the setting, which is also what its value is sealed for. */
export const CHECK = 'secret_check'

export async function readCheck({ db, t: { settings } }: Store): Promise<string | null> {
  const [row] = await db.select({ value: settings.value }).from(settings).where(eq(settings.name, CHECK))
  return typeof row?.value === 'string' ? row.value : null
}

export async function writeCheck({ db, t: { settings }, d }: Store, vault: Vault, at: Date): Promise<void> {
  const row = { name: CHECK, value: vault.seal(CHECK, CHECK), updatedAt: at }
  await d.upsert(db, settings, { row, target: [settings.name], set: { value: row.value, updatedAt: at } })
}

/** Of several processes that start for the first time at once one writes it. */
async function firstCheck(store: Store, vault: Vault, at: Date): Promise<void> {
  const row = { name: CHECK, value: vault.seal(CHECK, CHECK), updatedAt: at }
  await store.db
    .insert(store.t.settings)
    .values(row)
    .catch((error: unknown) => {
      if (!isUniqueViolation(error)) throw error
    })
}

/** At start: throws `VaultLocked` unless all that is stored was sealed with this secret. The first start leaves a mark to know it by. */
export async function checkSecret(store: Store, vault: Vault, at: Date): Promise<void> {
  if ((await listSealed(store)).some(({ text }) => !vault.isCurrent(text))) throw new VaultLocked()
  if ((await readCheck(store)) === null) await firstCheck(store, vault, at)
  vault.open((await readCheck(store)) ?? '', CHECK)
}
