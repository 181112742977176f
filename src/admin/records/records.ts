import type { Store } from '../../db/store.ts'
import { isId } from '../../ids.ts'
import { type KeyState, keysWithState } from '../../upstreams/service.ts'
import { type RecordFilter, recordFilterOf } from '../../usage/service.ts'
import { listLogs } from '../logs/queries.ts'
import { userIdNamed } from '../named.ts'
import type { AllRecordsQuery } from './schemas.ts'

/** An id that nobody and nothing has. */
const NOBODY = '-'

/** Which records of everybody's are meant; a name or a label that is unknown means none. Days are those of `timeZone`, null is UTC. */
export async function filterOf(store: Store, asked: AllRecordsQuery, timeZone: string | null, at: Date): Promise<RecordFilter> {
  const { user, key, request_id: requestId } = asked
  const filter = recordFilterOf(asked, timeZone)
  if (user !== undefined) filter.userId = (await userIdNamed(store, user)) ?? NOBODY
  if (key !== undefined) filter.keyId = keyIdNamed(await keysWithState(store, at), key)
  return requestId === undefined ? filter : withinRequest(store, filter, requestId)
}

const keyIdNamed = (keys: readonly KeyState[], text: string): string =>
  isId(text) ? text : (keys.find(({ label }) => label === text)?.id ?? NOBODY)

const MOST_CALLS = 100
const HOUR_MS = 3_600_000

/** Records are not sorted by requests, but logs are: they say who made the calls of one, and when. */
async function withinRequest(store: Store, filter: RecordFilter, requestId: string): Promise<RecordFilter> {
  const calls = await listLogs(store, { requestId, before: null, limit: MOST_CALLS })
  const [newest] = calls
  if (!newest) return { ...filter, requestId, userId: NOBODY }
  const begun = Math.min(...calls.map(({ createdAt, durationMs }) => createdAt.getTime() - durationMs)) - HOUR_MS
  const isKnown = newest.username !== null && newest.userId !== null
  // what a process left behind is settled by another, who knows how much later
  const isLate = isKnown && calls.some(({ errorClass }) => errorClass === 'process_gone' || errorClass === 'never_called')
  return {
    ...filter,
    requestId,
    userId: filter.userId ?? (isKnown ? (newest.userId ?? undefined) : undefined),
    from: isLate ? filter.from : later(filter.from, new Date(begun)),
    to: earlier(filter.to, new Date(newest.createdAt.getTime() + 1)),
  }
}

const later = (given: Date | undefined, found: Date): Date => (given && given > found ? given : found)
const earlier = (given: Date | undefined, found: Date): Date => (given && given < found ? given : found)
