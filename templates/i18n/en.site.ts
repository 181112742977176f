/** The settings of the whole server. */
export const site = {
  title: 'Settings',
  /** names the banner, for who cannot see where it stands */
  announcement: 'Announcement',
  saved: 'Saved. It holds on every instance within two seconds.',
  sections: {
    registration: 'Registration',
    limits: 'Limits',
    quota: 'Quota',
    conversation: 'Conversation',
    banner: 'Banner',
    retention: 'Retention',
  },
  leads: {
    registration: 'Who may create an account. It holds at once, also for forms that are open.',
    limits: 'How many questions each user may ask in which time.',
    quota: 'What everybody may use who has no limit of that kind of his own, nor of his group.',
    conversation: 'What the model is told, and which one is asked.',
    banner: 'What everybody is told who is signed in, on every page.',
    retention: 'How long records are kept. What is older is deleted for good; sums of days and months stay.',
  },
  /** where nothing is set: what the environment says */
  asGiven: (variable: string, value: string): string => `As ${variable} says: ${value}`,
  registration: 'New accounts',
  registrations: { open: 'open to everybody', invite: 'by invitation', closed: 'closed' },
  rateLimits: 'Questions per user',
  rateLimitsHint: (given: string): string => `Such as 5/1m,100/1d; “off” for no limit. Empty: as RATE_LIMITS says, ${given}.`,
  defaultModel: 'Default model',
  firstModel: 'the first in the list',
  systemPrompt: 'System prompt',
  systemPromptHint:
    'Stands first in every conversation, before what AIChat tells the model itself, and counts in its context window. A change holds from the next question on.',
  summarize: 'What no longer fits',
  summarizeHint: 'A summary is a call of its own, and costs the user what it costs.',
  leaveOut: 'Leave the oldest messages out',
  sumUp: 'Sum the oldest messages up',
  banner: 'Text',
  bannerHint: 'Markdown. Empty: no banner.',
  preview: 'As it is shown',
  retention: { usage: 'Usage records, in days', log: 'Logs of calls, in days', audit: 'Audit log, in days' },
  forEver: 'for ever',
}
