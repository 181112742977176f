/** The second step of a sign-in, and the question who it is before a change of weight. */
export const factor = {
  signInTitle: 'One more step',
  signInLead: 'Your password is right. Now the code that your authenticator shows for AIChat.',
  code: 'Code',
  codeHint: 'Six digits, new every 30 seconds',
  eitherHint: 'The six digits that your authenticator shows, or a recovery code',
  noAuthenticator: 'No authenticator at hand?',
  recoveryCode: 'Recovery code',
  recoveryCodeHint: 'One of those that you kept. Each works once.',
  startAgain: 'Start again with your password',

  confirmTitle: 'Confirm that it is you',
  confirmLead: 'This concerns who may do what here, so we ask again. It holds for 15 minutes.',
  confirmLeadForm: 'This concerns who may do what here, so we ask again. What you filled in is kept.',
  confirmBySignIn: 'Your account has no password here. Sign out, sign in again, and come back.',
  confirmSubmit: 'Confirm',
  confirmedTitle: 'Thank you',
  confirmedLead: 'What you filled in is still here and has not been sent yet.',
  confirmedSubmit: 'Go on',
  cancel: 'Cancel',

  title: 'Two-step sign-in',
  lead: 'A code from an app on your phone, after your password.',
  isOff: 'Off. A stolen password is enough to get in.',
  isOn: (since: string): string => `On since ${since}.`,
  codesLeft: (left: number): string =>
    left === 0 ? 'No recovery code is left.' : left === 1 ? 'One recovery code is left.' : `${left} recovery codes are left.`,
  turnOn: 'Turn on',
  manage: 'Manage',
  manageLead:
    'Make new recovery codes when few are left or somebody may have seen them: the old ones stop working. Turned off, your password alone is enough.',

  scanTitle: 'Scan this with your authenticator',
  scanLead: 'Any app for one-time codes will do: the one of your password manager, Aegis, Google Authenticator and others.',
  qr: 'QR code with the key',
  byHand: 'No camera? Type this key into the app:',
  tryTitle: 'Then type the code that it shows',
  tryLead: 'It shows that both clocks agree. Nothing changes before. Then you are signed out everywhere else; API tokens stay.',
  again: 'Another key',

  keptTitle: 'Two-step sign-in is on. Keep these recovery codes',
  renewedTitle: 'Your new recovery codes',
  keptLead:
    'Each stands in for a code once, on the day when your phone is lost. They are not shown again; those before them no longer work.',
  codes: 'Recovery codes',
  copy: 'Copy',
  download: 'Download',
  print: 'Print',
  kept: 'I have kept them',

  renew: 'New recovery codes',
  turnOff: 'Turn off',
}
