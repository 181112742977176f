/** The keys of upstream servers. */
export const keys = {
  title: 'Keys',
}
