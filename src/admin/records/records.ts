import type { Store } from '../../db/store.ts'
import { isId } from '../../ids.ts'
import { type KeyState, keysWithState } from '../../upstreams/service.ts'
import { type RecordFilter, recordFilterOf } from '../../usage/service.ts'
import { userIdNamed } from '../named.ts'
import type { AllRecordsQuery } from './schemas.ts'

/** An id that nobody and nothing has. */
const NOBODY = '-'

/** Which records of everybody's are meant; a name or a label that is unknown means none. Days are those of `timeZone`, null is UTC. */
export async function filterOf(store: Store, asked: AllRecordsQuery, timeZone: string | null, at: Date): Promise<RecordFilter> {
  const { user, key, request_id: requestId } = asked
  const filter: RecordFilter = { ...recordFilterOf(asked, timeZone), requestId }
  if (user !== undefined) filter.userId = (await userIdNamed(store, user)) ?? NOBODY
  if (key !== undefined) filter.keyId = keyIdNamed(await keysWithState(store, at), key)
  return filter
}

const keyIdNamed = (keys: readonly KeyState[], text: string): string =>
  isId(text) ? text : (keys.find(({ label }) => label === text)?.id ?? NOBODY)
