import type { KeyState } from '../../upstreams/service.ts'

/** How many keys there are, and how they do. */
export type KeyHealth = { all: number; working: number; cooling: number; setAside: number; disabled: number }

type Standing = Exclude<keyof KeyHealth, 'all'>

export function standingOf({ enabled, status }: KeyState): Standing {
  if (!enabled) return 'disabled'
  if (status === 'set_aside') return 'setAside'
  return status === 'cooling' ? 'cooling' : 'working'
}

export function keyHealthOf(keys: readonly KeyState[]): KeyHealth {
  const counts = { working: 0, cooling: 0, setAside: 0, disabled: 0 }
  for (const key of keys) counts[standingOf(key)]++
  return { all: keys.length, ...counts }
}
