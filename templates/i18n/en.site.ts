/** The settings of the whole server. */
export const site = {
  title: 'Settings',
  /** names the banner, for who cannot see where it stands */
  announcement: 'Announcement',
}
