/** What is shown of the list of users: as the address says it. */
export type UsersFilter = {
  q: string
  role?: string | undefined
  state?: string | undefined
  group?: string | undefined
  /** absent: the newest first */
  sort?: string | undefined
}

/** With its question mark, or nothing. */
export function queryOf(fields: Record<string, string | undefined>): string {
  const query = new URLSearchParams(Object.entries(fields).flatMap(([name, value]) => (value ? [[name, value]] : []))).toString()
  return query === '' ? '' : `?${query}`
}
