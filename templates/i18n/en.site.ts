/** The settings of the whole server. */
export const site = {
  title: 'Settings',
}
