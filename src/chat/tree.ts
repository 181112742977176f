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

/** The other messages at the same place, in the order of their making, itself among them. */
export const siblingsOf = (rows: readonly MessageRow[], { parentId, role }: MessageRow): string[] =>
  rows.filter((row) => row.parentId === parentId && row.role === role).map(({ id }) => id)
