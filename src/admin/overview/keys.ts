import type { KeyRow } from '../../upstreams/service.ts'

/** How many keys there are, and how they do. */
export type KeyHealth = { all: number; working: number; cooling: number; setAside: number; disabled: number }

export type KeyStanding = Pick<KeyRow, 'id' | 'label' | 'reason' | 'until' | 'updatedAt'> & {
  standing: 'working' | 'cooling' | 'setAside' | 'disabled'
}

/** What has cooled is in use again, though no call has told yet. */
export function standingOf({ id, label, reason, until, updatedAt, enabled, status }: KeyRow, at: Date): KeyStanding {
  const named = { id, label, reason, until, updatedAt }
  if (!enabled) return { ...named, standing: 'disabled' }
  if (status === 'set_aside') return { ...named, standing: 'setAside' }
  const isCooling = status === 'cooling' && until !== null && until > at
  return { ...named, standing: isCooling ? 'cooling' : 'working' }
}

export function keyHealthOf(keys: readonly KeyStanding[]): KeyHealth {
  const counts = { working: 0, cooling: 0, setAside: 0, disabled: 0 }
  for (const { standing } of keys) counts[standing]++
  return { all: keys.length, ...counts }
}
