/** The page that an administrator begins on. */
export const overview = {
  title: '概览',
}
