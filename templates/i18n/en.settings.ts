/** The page with a person's own settings. */
export const settings = {
  title: 'Settings',
  preferences: 'Preferences',
  preferencesLead: 'Kept with your account, on every device.',
  language: 'Language',
  theme: 'Theme',
  system: 'System',
  light: 'Light',
  dark: 'Dark',
  timeZone: 'Time zone',
  timeZoneHint: 'Days in the list of conversations are counted in it',
  save: 'Save preferences',
  saved: 'Your preferences are saved.',
  profile: 'Profile',
  profileLead: 'Administrators see your user name, not your conversations.',
  roleLabel: 'Role',
  role: { user: 'User', admin: 'Administrator' },
}
