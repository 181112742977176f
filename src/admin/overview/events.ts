import { type KeyProblem, type KeyState, problemOfReason } from '../../upstreams/service.ts'
import type { LogRow } from '../logs/queries.ts'
import { standingOf } from './keys.ts'

type OfKey = { at: Date; keyId: string; keyLabel: string; problem: KeyProblem | null; until: Date | null }

/** What an administrator may want to look at: a key that is out of use, or a call that failed. */
export type Event = ({ kind: 'setAside' | 'cooling' } & OfKey) | { kind: 'failed'; at: Date; call: LogRow }

/** The newest first. */
export function eventsOf(keys: readonly KeyState[], failures: readonly LogRow[], limit: number): Event[] {
  const ofCalls = failures.map((call): Event => ({ kind: 'failed', at: call.createdAt, call }))
  return [...keys.flatMap(eventOf), ...ofCalls].sort((a, b) => b.at.getTime() - a.at.getTime()).slice(0, limit)
}

function eventOf(key: KeyState): Event[] {
  const { id: keyId, label: keyLabel, reason, until, updatedAt: at } = key
  const kind = standingOf(key)
  if (kind !== 'setAside' && kind !== 'cooling') return []
  return [{ kind, at, keyId, keyLabel, problem: reason === null ? null : problemOfReason(reason), until }]
}
