import { type Reason, toReason } from '../../errors.ts'
import type { LogRow } from '../logs/queries.ts'
import type { KeyStanding } from './keys.ts'

/** What an administrator may want to look at: a key that is out of use, or a call that failed. */
export type Event =
  | { kind: 'setAside' | 'cooling'; at: Date; keyId: string; keyLabel: string; reason: Reason; until: Date | null }
  | { kind: 'failed'; at: Date; call: LogRow }

/** The newest first. */
export function eventsOf(keys: readonly KeyStanding[], failures: readonly LogRow[], limit: number): Event[] {
  const ofKeys = keys.flatMap(({ standing, updatedAt: at, id: keyId, label: keyLabel, reason, until }): Event[] =>
    standing === 'setAside' || standing === 'cooling' ? [{ kind: standing, at, keyId, keyLabel, reason: toReason(reason), until }] : [],
  )
  const ofCalls = failures.map((call): Event => ({ kind: 'failed', at: call.createdAt, call }))
  return [...ofKeys, ...ofCalls].sort((a, b) => b.at.getTime() - a.at.getTime()).slice(0, limit)
}
