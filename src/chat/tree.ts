import type { Node } from './treeQueries.ts'

type Linked = Pick<Node, 'id' | 'parentId'>

/** The branch that is shown: from the first message down to `leafId`, or to the newest where that is gone. */
export function branchTo<Row extends Linked>(rows: readonly Row[], leafId: string | null): Row[] {
  const byId = new Map(rows.map((row) => [row.id, row]))
  const branch: Row[] = []
  let row = byId.get(leafId ?? '') ?? rows.at(-1)
  while (row && branch.length < rows.length) {
    branch.push(row)
    row = row.parentId === null ? undefined : byId.get(row.parentId)
  }
  return branch.reverse()
}

/** The messages at the same place as each, in the order of their making, itself among them. */
export function siblingsIn(nodes: readonly Node[]): (node: Node) => string[] {
  const placeOf = ({ parentId, role }: Node) => `${parentId} ${role}`
  const places = Map.groupBy(nodes, placeOf)
  return (node) => (places.get(placeOf(node)) ?? []).map(({ id }) => id)
}

/** The newest end of all branches that go through a message; itself where nothing follows it. */
export function newestLeafUnder(nodes: readonly Linked[], id: string): string {
  const children = Map.groupBy(nodes, ({ parentId }) => parentId)
  const under = new Set([id])
  // a set grows while it is walked over
  for (const parent of under) for (const child of children.get(parent) ?? []) under.add(child.id)
  return nodes.findLast((node) => under.has(node.id) && !children.has(node.id))?.id ?? id
}
