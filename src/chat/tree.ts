import type { MessageRow } from './queries.ts'

type Node = Pick<MessageRow, 'id' | 'parentId'>

/** The branch that is shown: from the first message down to `leafId`, or to the newest where that is gone. */
export function branchTo<Row extends Node>(rows: readonly Row[], leafId: string | null): Row[] {
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
export function siblingsIn(rows: readonly MessageRow[]): (row: MessageRow) => string[] {
  const placeOf = ({ parentId, role }: MessageRow) => `${parentId} ${role}`
  const places = Map.groupBy(rows, placeOf)
  return (row) => (places.get(placeOf(row)) ?? []).map(({ id }) => id)
}
