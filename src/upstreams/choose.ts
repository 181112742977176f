/** A key as the choice sees it. */
export type Candidate<Key> = {
  key: Key
  /** the lowest goes first */
  priority: number
  weight: number
  running: number
}

/** Of the keys with the best priority the one that is least busy for its weight; among equals by chance, as their weights say. */
export function chooseKey<Key>(candidates: readonly Candidate<Key>[], random: () => number): Key | null {
  const priority = Math.min(...candidates.map((candidate) => candidate.priority))
  const best = candidates.filter((candidate) => candidate.priority === priority)
  const least = Math.min(...best.map(loadOf))
  return byWeight(
    best.filter((candidate) => loadOf(candidate) === least),
    random,
  )
}

const weightOf = ({ weight }: { weight: number }): number => Math.max(weight, 1)

const loadOf = (candidate: { running: number; weight: number }): number => candidate.running / weightOf(candidate)

function byWeight<Key>(equals: readonly Candidate<Key>[], random: () => number): Key | null {
  let left = random() * equals.reduce((sum, candidate) => sum + weightOf(candidate), 0)
  const chosen = equals.find((candidate) => (left -= weightOf(candidate)) < 0) ?? equals.at(-1)
  return chosen?.key ?? null
}
