/** What is shown of the list of users: as the address says it. */
export type UsersFilter = {
  q: string
  role?: string | undefined
  state?: string | undefined
  group?: string | undefined
  /** absent: the newest first */
  sort?: string | undefined
}
