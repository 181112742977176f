import { describe, expect, it } from 'vitest'
import { branchTo, newestLeafUnder, siblingsIn } from './tree.ts'
import type { Node } from './treeQueries.ts'

const node = (id: string, parentId: string | null): Node => ({ id, parentId, role: id.startsWith('q') ? 'user' : 'assistant' })

/** q1 ─ a1 ─ q2 ─ a2, and beside them: another answer a1b with q3 ─ a3 under it, and an edited first question */
const TREE = [
  node('q1', null),
  node('a1', 'q1'),
  node('q2', 'a1'),
  node('a2', 'q2'),
  node('a1b', 'q1'),
  node('q3', 'a1b'),
  node('a3', 'q3'),
  node('q1b', null),
  node('a4', 'q1b'),
]

describe('a branch', () => {
  it('leads from the first message to its leaf', () => {
    expect(branchTo(TREE, 'a2').map(({ id }) => id)).toEqual(['q1', 'a1', 'q2', 'a2'])
    expect(branchTo(TREE, 'a4').map(({ id }) => id)).toEqual(['q1b', 'a4'])
  })

  it('ends at the newest message where its leaf is gone', () => {
    expect(branchTo(TREE, 'gone').at(-1)?.id).toBe('a4')
    expect(branchTo(TREE, null).at(-1)?.id).toBe('a4')
    expect(branchTo([], null)).toEqual([])
  })

  it('ends also where parents form a ring', () => {
    expect(branchTo([node('a', 'b'), node('b', 'a')], 'a')).toHaveLength(2)
  })
})

describe('siblings', () => {
  it('stand at the same place and are of the same kind', () => {
    const siblingsOf = siblingsIn(TREE)
    expect(siblingsOf(TREE[1]!)).toEqual(['a1', 'a1b'])
    expect(siblingsOf(TREE[0]!)).toEqual(['q1', 'q1b'])
    expect(siblingsOf(TREE[3]!)).toEqual(['a2'])
  })
})

describe('the newest leaf under a message', () => {
  it('is the end of its newest branch', () => {
    expect(newestLeafUnder(TREE, 'q1')).toBe('a3')
    expect(newestLeafUnder(TREE, 'a1')).toBe('a2')
    expect(newestLeafUnder(TREE, 'a4')).toBe('a4')
  })

  it('is found whatever two clocks said about parent and child', () => {
    expect(newestLeafUnder([node('a2', 'q2'), node('q2', 'a1'), node('a1', null)], 'a1')).toBe('a2')
  })
})
