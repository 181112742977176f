import type { Row, Store } from '../db/store.ts'
import { AppError } from '../errors.ts'
import type { Kv } from '../kv/kv.ts'
import type { Logger } from '../log.ts'
import type { SessionContent } from './context.ts'
import { type CachedSession, createSessionCache, parseContent } from './sessionCache.ts'
import {
  deleteExpiredSessionRows,
  deleteSessionRow,
  extendSessionRow,
  findSessionRow,
  insertSessionRow,
  listSessionRows,
} from './sessionRows.ts'

const HOUR = 3_600_000

export type FoundSession = { idHash: string; content: SessionContent; extended: boolean }
export type SessionOrigin = { ip: string; userAgent: string }
export type SessionStoreDeps = {
  db: Store
  kv: Kv
  log: Logger
  now: () => number
  ttlMs: number
  /** is told of each session that is ended here */
  ended: (idHash: string) => void
}

export type SessionStore = {
  /** Null: no such session. Rejects with `server_busy` when that cannot be told: nobody is signed out by a fault. */
  find(idHash: string): Promise<FoundSession | null>
  create(idHash: string, content: SessionContent, origin: SessionOrigin): Promise<void>
  end(idHash: string): Promise<void>
  /** A user's sessions, the last used first. */
  list(userId: string): Promise<Row<'sessions'>[]>
}

/** The cache in front, the database behind it: losing the first loses nothing. */
export function createSessionStore({ db, kv, log, now, ttlMs, ended }: SessionStoreDeps): SessionStore {
  const extendAfterMs = Math.min(HOUR, ttlMs / 10)
  const { read, remember, forget, isFresh, isBuried } = createSessionCache({ kv, now, ttlMs })
  let sweptAt = now()

  async function durable<T>(query: Promise<T>): Promise<T> {
    try {
      return await query
    } catch (error) {
      log.error({ err: error }, 'sessions cannot be read from the database')
      throw new AppError('server_busy', {}, { cause: error })
    }
  }

  /** Reads the durable copy and caches it, unless it is ended in between. */
  async function reload(idHash: string): Promise<CachedSession | null> {
    const at = now()
    const row = await durable(findSessionRow(db, idHash, new Date(at)))
    const inside = row && parseContent(row.data)
    if (!row || !inside) return null
    const session = { ...inside, seenAt: row.lastSeenAt.getTime(), expiresAt: row.expiresAt.getTime(), checkedAt: at }
    await remember(idHash, session)
    if (await durable(findSessionRow(db, idHash, new Date(at)))) return session
    await forget(idHash)
    return null
  }

  /** A cache that missed a sign-out, which nobody could know here, is believed for a minute at most. */
  async function current(idHash: string): Promise<CachedSession | null> {
    const session = await read(idHash)
    if (session && isFresh(session)) return session.expiresAt > now() ? session : null
    const reloaded = await reload(idHash).catch((error: unknown) => {
      if (session && session.expiresAt > now()) return session
      throw error
    })
    if (session && !reloaded) await forget(idHash)
    return reloaded
  }

  /** Slides the expiry; the database is written once an hour at most. */
  async function extend(idHash: string, session: CachedSession): Promise<'extended' | 'ended' | 'unchanged'> {
    const at = now()
    if (at - session.seenAt < extendAfterMs) return 'unchanged'
    const expiresAt = at + ttlMs
    const alive = await extendSessionRow(db, idHash, new Date(at), new Date(expiresAt)).catch(() => null)
    if (alive === null) return 'unchanged'
    if (!alive) {
      await forget(idHash)
      return 'ended'
    }
    await remember(idHash, { ...session, seenAt: at, expiresAt, checkedAt: at }, 'existing')
    return 'extended'
  }

  /** Now and then, with a sign-in: sessions that ran out. */
  async function sweep(at: number): Promise<void> {
    sweptAt = at
    await deleteExpiredSessionRows(db, new Date(at)).catch((error: unknown) =>
      log.warn({ err: error }, 'sessions that ran out could not be removed'),
    )
  }

  return {
    list: (userId) => durable(listSessionRows(db, userId, new Date(now()))),

    async find(idHash) {
      if (isBuried(idHash)) {
        await forget(idHash)
        return null
      }
      const session = await current(idHash)
      if (!session) return null
      const change = await extend(idHash, session)
      if (change === 'ended') return null
      const { userId, signedInAt, epoch } = session
      return { idHash, content: { userId, signedInAt, epoch }, extended: change === 'extended' }
    },

    async create(idHash, data, { ip, userAgent }) {
      const at = now()
      const [time, expiresAt] = [new Date(at), at + ttlMs]
      const row = {
        idHash,
        userId: data.userId,
        data: JSON.stringify(data),
        ip,
        userAgent: userAgent.slice(0, 512),
        createdAt: time,
        lastSeenAt: time,
        expiresAt: new Date(expiresAt),
      }
      await durable(insertSessionRow(db, row))
      if (at - sweptAt >= HOUR) await sweep(at)
      await remember(idHash, { ...data, seenAt: at, expiresAt, checkedAt: at })
    },

    /** The database first: what the cache is told afterwards cannot be overtaken by a refill. */
    async end(idHash) {
      await durable(deleteSessionRow(db, idHash))
      ended(idHash)
      await forget(idHash)
    },
  }
}
