/** The page that an administrator begins on. */
export const overview = {
  title: 'Overview',
}
