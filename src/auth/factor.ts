import { type Actor, recordAudit } from '../audit/service.ts'
import type { Row, Store } from '../db/store.ts'
import { AppError } from '../errors.ts'
import { secretOwner } from '../secrets.ts'
import { inGroups, toBase32 } from './base32.ts'
import {
  confirmPendingFactor,
  countRecoveryCodes,
  deleteFactor,
  findFactor,
  insertPendingFactor,
  lockFactorOf,
  replaceRecoveryCodes,
  takeRecoveryCode,
  takeStep,
} from './factorQueries.ts'
import { findUser } from './queries.ts'
import { hashOfRecoveryCode, newRecoveryCodes } from './recoveryCodes.ts'
import type { AccountDeps } from './service.ts'
import { isCode, newSecret, otpauthUri, stepOfCode } from './totp.ts'

export type FactorDeps = Pick<AccountDeps, 'db' | 'now' | 'vault'>

const secretOf = ({ vault }: FactorDeps, { userId, secret }: Row<'secondFactors'>): Buffer =>
  Buffer.from(vault.open(secret, secretOwner.secondFactor(userId)), 'base64url')

const wrong = (): AppError => new AppError('code_wrong', { field: 'code' })

export const hasFactor = async (db: Store, userId: string): Promise<boolean> => (await findFactor(db, userId))?.confirmedAt != null

/** `since` is null while there is none. */
export type FactorStanding = { since: Date | null; recoveryCodesLeft: number }

export async function factorStanding(db: Store, userId: string): Promise<FactorStanding> {
  const since = (await findFactor(db, userId))?.confirmedAt ?? null
  return { since, recoveryCodesLeft: since === null ? 0 : await countRecoveryCodes(db, userId) }
}

/** Draws a secret, which holds nothing yet: its first code makes it a factor. */
export async function beginFactor({ db, now, vault }: FactorDeps, userId: string): Promise<void> {
  const secret = vault.seal(newSecret().toString('base64url'), secretOwner.secondFactor(userId))
  await db.tx(async (tx) => {
    await lockFactorOf(tx, userId)
    if (await hasFactor(tx, userId)) throw new AppError('factor_on')
    await insertPendingFactor(tx, { userId, secret, createdAt: new Date(now()) })
  })
}

/** What an authenticator is told while it waits for its first code, by camera or by hand; null when nothing waits. */
export async function pendingFactor(
  deps: FactorDeps,
  user: { id: string; username: string },
): Promise<{ uri: string; key: string } | null> {
  const row = await findFactor(deps.db, user.id)
  if (row === null || row.confirmedAt !== null) return null
  const secret = secretOf(deps, row)
  return { uri: otpauthUri(secret, user.username), key: inGroups(toBase32(secret), ' ') }
}

/** From here on sign-in asks for a code. Resolves to the recovery codes, which are nowhere else. */
export async function turnOnFactor(deps: FactorDeps, actor: Actor, code: string): Promise<readonly string[]> {
  const row = await findFactor(deps.db, actor.id)
  if (row === null) throw new AppError('factor_off')
  if (row.confirmedAt !== null) throw new AppError('factor_on')
  const step = stepOfCode(secretOf(deps, row), code, deps.now())
  if (step === null) throw wrong()
  const at = new Date(deps.now())
  return deps.db.tx(async (tx) => {
    if (!(await confirmPendingFactor(tx, row, step, at))) throw new AppError('factor_on')
    await recordAudit(tx, actor, { action: 'factor.turn_on', target: actor.name }, at)
    return drawRecoveryCodes(tx, actor.id)
  })
}

async function drawRecoveryCodes(tx: Store, userId: string): Promise<readonly string[]> {
  const codes = newRecoveryCodes()
  const hashes = codes.map((code) => hashOfRecoveryCode(userId, code))
  await replaceRecoveryCodes(tx, userId, hashes)
  return codes
}

/** Takes a code of the authenticator, or a recovery code; throws `code_wrong` for one that is wrong or was taken before. */
export async function takeCode(deps: FactorDeps, actor: Actor, code: string): Promise<void> {
  const row = await findFactor(deps.db, actor.id)
  if (row === null || row.confirmedAt === null) throw new AppError('factor_off')
  if (!isCode(code)) return takeRecovery(deps, actor, code)
  const step = stepOfCode(secretOf(deps, row), code, deps.now())
  if (step === null || !(await takeStep(deps.db, actor.id, step))) throw wrong()
}

async function takeRecovery({ db, now }: FactorDeps, actor: Actor, code: string): Promise<void> {
  const at = new Date(now())
  await db.tx(async (tx) => {
    if (!(await takeRecoveryCode(tx, actor.id, hashOfRecoveryCode(actor.id, code), at))) throw wrong()
    const left = await countRecoveryCodes(tx, actor.id)
    await recordAudit(tx, actor, { action: 'factor.use_recovery_code', target: actor.name, after: { left } }, at)
  })
}

/** For who has shown that it is him. The codes before are worth nothing any more. */
export async function renewRecoveryCodes({ db, now }: FactorDeps, actor: Actor): Promise<readonly string[]> {
  return db.tx(async (tx) => {
    await lockFactorOf(tx, actor.id)
    if (!(await hasFactor(tx, actor.id))) throw new AppError('factor_off')
    await recordAudit(tx, actor, { action: 'factor.renew_recovery_codes', target: actor.name }, new Date(now()))
    return drawRecoveryCodes(tx, actor.id)
  })
}

/** For who has shown that it is him. */
export async function turnOffFactor({ db, now }: FactorDeps, actor: Actor): Promise<void> {
  await db.tx(async (tx) => {
    if (!(await deleteFactor(tx, actor.id))) throw new AppError('factor_off')
    await recordAudit(tx, actor, { action: 'factor.turn_off', target: actor.name }, new Date(now()))
  })
}

/** Of a user who has lost it, by an administrator; false when there was none. */
export async function removeFactor({ db, now }: FactorDeps, actor: Actor, userId: string): Promise<boolean> {
  return db.tx(async (tx) => {
    const user = await findUser(tx, userId)
    if (!user) throw new AppError('not_found')
    if (!(await deleteFactor(tx, userId))) return false
    await recordAudit(tx, actor, { action: 'factor.remove', target: user.username }, new Date(now()))
    return true
  })
}
