const HOUR = 3_600_000

const numbers = new Intl.NumberFormat('en')
const plural = (n: number, unit: string): string => `${numbers.format(n)} ${unit}${n === 1 ? '' : 's'}`

/** A length of time in the largest unit that says it well. */
function span(ms: number): string {
  const hours = ms / HOUR
  if (hours >= 48) return plural(Math.round(hours / 24), 'day')
  return hours >= 2 ? plural(Math.round(hours), 'hour') : plural(Math.round(hours * 60), 'minute')
}

function device(browser: string | null, system: string | null): string {
  if (browser !== null && system !== null) return `${browser} on ${system}`
  return browser ?? system ?? 'Unknown device'
}

/** Sections of the settings page about one's own account. */
export const account = {
  renamed: 'Your user name is changed.',
  usernameHint: 'You sign in with it. Conversations stay yours.',
  saveUsername: 'Change user name',

  password: 'Password',
  passwordLead: 'Changing it signs you out everywhere else and revokes your API tokens.',
  noPassword: 'You sign in by a provider and have no password here. Set one to be able to sign in without the provider, too.',
  setPassword: 'Set a password',
  currentPassword: 'Current password',
  newPassword: 'New password',
  newPasswordAgain: 'New password, again',
  changePassword: 'Change password',
  passwordChanged: 'Your password is changed. You are signed out everywhere else, and your API tokens are revoked.',

  sessions: 'Sessions',
  sessionsLead: (ttl: number): string => `Where you are signed in. A session ends after ${span(ttl)} without use.`,
  device,
  thisDevice: 'this device',
  seen: (when: string): string => `last seen ${when}`,
  since: (when: string): string => `since ${when}`,
  signOut: 'Sign out',
  signOutOf: (name: string): string => `Sign out ${name}`,
  signOutOthers: 'Sign out everywhere else',
  sessionEnded: 'That session has ended.',
  othersEnded: 'You are signed out everywhere else.',

  data: 'Your data',
  dataLead: 'What this server keeps about you, to take away or to remove.',
  download: 'Download my data',
  downloadHint: 'One JSON file: profile, conversations, usage, sessions, names of API tokens. No passwords, no tokens.',
  remove: 'Delete my account',
  removeLead:
    'Conversations, files, sessions and API tokens are removed for good, and running answers stop. The figures of your usage stay without your name.',
  removeUsername: (name: string): string => `Your user name, ${name}, to be sure`,
  removePassword: 'Your password',
  removeConfirm: 'Delete my account for good',

  goneTitle: 'Your account is deleted',
  goneLead: 'Your conversations are removed from this server.',
}
