import type { ErrorDetail, Reason } from '../../src/errors.ts'
import { formatDate, formatMoney } from './format.ts'
import { reasons } from './en.reasons.ts'
import { ERROR_TITLES } from './en.errors.ts'
import { factor } from './en.factor.ts'
import { account } from './en.account.ts'
import { admin } from './en.admin.ts'
import { audit } from './en.audit.ts'
import { settings } from './en.settings.ts'
import { overview } from './en.overview.ts'
import { keys } from './en.keys.ts'
import { models } from './en.models.ts'
import { usage } from './en.usage.ts'
import { logs } from './en.logs.ts'
import { site } from './en.site.ts'
import { markdown } from './en.markdown.ts'
import { thread } from './en.thread.ts'
import { tokens } from './en.tokens.ts'

const numbers = new Intl.NumberFormat('en')
const plurals = new Intl.PluralRules('en')
const count = (n: number, one: string, other: string): string => `${numbers.format(n)} ${plurals.select(n) === 'one' ? one : other}`

function timeOfDay(hour: number | null): string {
  if (hour === null) return 'Hello'
  if (hour < 5 || hour >= 18) return 'Good evening'
  return hour < 12 ? 'Good morning' : 'Good afternoon'
}

export const en = {
  locale: 'en' as string,
  languageName: 'English',
  reasons: reasons as Record<Reason, (detail: ErrorDetail) => string>,

  number: (n: number): string => numbers.format(n),
  money: (micros: number, currency?: string): string => formatMoney('en', micros, currency),
  time: (date: Date, timeZone: string | null): string => formatDate('en-GB', 'time', date, timeZone),
  date: (date: Date, timeZone: string | null): string => formatDate('en-GB', 'date', date, timeZone),
  dateTime: (date: Date, timeZone: string | null): string => formatDate('en-GB', 'dateTime', date, timeZone),
  month: (date: Date, timeZone: string | null): string => formatDate('en-GB', 'month', date, timeZone),
  monthYear: (date: Date, timeZone: string | null): string => formatDate('en-GB', 'monthYear', date, timeZone),
  seconds: (n: number): string => `${numbers.format(n)} s`,
  /** what stands after the figure while a countdown runs */
  secondsUnit: ' s',

  page: {
    skip: 'Skip to content',
    about: 'About',
    home: 'Back to the chat',
    title: (page: string): string => `${page} · AIChat`,
  },

  auth: {
    signIn: 'Sign in',
    signInLead: 'to continue with your conversations',
    username: 'User name',
    password: 'Password',
    passwordAgain: 'Password, again',
    passwordHint: (min: number): string => `At least ${count(min, 'character', 'characters')}. A sentence is best.`,
    orWith: 'Or use an account that you have already',
    signInWith: (name: string): string => `Sign in with ${name}`,
    noAccount: 'No account yet?',
    createOne: 'Create one',
    haveAccount: 'Have an account?',
    register: 'Create an account',
    registerLead: 'Your conversations stay on this server.',
    registerInviteLead: 'You need an invitation from an administrator of this server.',
    registerSubmit: 'Create account',
    registerClosed: 'Registration is closed',
    registerClosedLead: 'New accounts on this server are made by its administrator. Ask there for one.',
    invite: 'Invitation code',
    inviteHint: 'From the message that brought you here',
    problems: (n: number): string => (n === 1 ? 'One thing needs a look' : `${numbers.format(n)} things need a look`),
    problemsLead: 'What you typed is kept, except for the passwords.',
    motto: ['Your keys.', 'Your server.', 'Your conversations.'] as readonly [string, string, string],
  },

  setup: {
    title: 'Set up AIChat',
    heading: 'Welcome. Make yourself the administrator',
    lead: 'This link works once, and only while the server has no users.',
    submit: 'Create administrator',
    model: 'Where answers come from',
    key: 'DeepSeek key',
    keyOptional: 'optional, can wait',
    keyHint: 'Stored encrypted. Without one, a demo model answers.',
    useKey: 'A DeepSeek key, now or later',
    useServer: (name: string, url: string): string => `${name} at ${url}`,
    serverModels: (n: number): string => `Found on this machine, ${count(n, 'model', 'models')}`,
  },

  reset: {
    title: 'Choose a new password',
    lead: (name: string): string => `For ${name}. This link works once; all other devices are signed out.`,
    submit: 'Set password',
    done: 'Your new password is set',
    doneLead: 'You are signed out everywhere. Sign in with the new password.',
  },

  nav: {
    conversations: 'Conversations',
    newChat: 'New chat',
    openMenu: 'Open menu',
    closeMenu: 'Close menu',
    account: 'Account',
    settings: 'Settings',
    signOut: 'Sign out',
    today: 'Today',
    yesterday: 'Yesterday',
    week: 'Previous 7 days',
    more: 'Show older conversations',
    none: 'Your conversations will be listed here.',
    answering: 'answering',
    administrator: 'Administrator',
    administration: 'Administration',
  },

  conversation: {
    options: 'Conversation options',
    optionsOf: (title: string): string => `Conversation options: ${title}`,
    rename: 'Rename',
    remove: 'Delete',
    renameTitle: 'Rename the conversation',
    titleLabel: 'Title',
    save: 'Save title',
    cancel: 'Cancel',
    close: 'Close',
    deleteTitle: 'Delete this conversation?',
    deleteLead: (title: string): string => `“${title}” and all its answers are removed for good.`,
    deleteConfirm: 'Delete conversation',
  },

  chat: {
    you: 'You',
    answer: 'Answer',
    message: 'Message',
    placeholderFirst: 'What would you like to know?',
    placeholder: 'Ask anything',
    send: 'Send',
    stop: 'Stop',
    stopHint: 'Stop (Esc)',
    stopping: 'Stopping…',
    think: 'Think',
    model: 'Model',
    jump: 'Jump to the latest',
    copy: 'Copy',
    copied: 'Copied',
    copyFailed: 'Could not copy. Select the text and copy it yourself.',
    retry: 'Try again',
    thinking: 'Thinking…',
    thoughts: 'Thinking',
    thoughtFor: (seconds: number): string => `Thought for ${numbers.format(seconds)} s`,
    disclaimer: 'AI can be wrong. Check what matters.',
    tokens: (n: number): string => count(n, 'token', 'tokens'),
    tokensEstimated: (n: number): string => `${count(n, 'token', 'tokens')}, estimated`,
    answerStarted: 'The answer has begun.',
    answerEnded: 'The answer is complete.',
    answerEndedOtherwise: 'The answer has ended early.',
    /** `hour`: on the reader's clock; null while their time zone is unknown */
    greeting: (name: string, hour: number | null): string => `${timeOfDay(hour)}, ${name}`,
    suggestionsLabel: 'Suggestions',
    suggestions: [
      {
        icon: 'code',
        title: 'Review a piece of code',
        note: 'Find the bug, then explain it',
        text: 'Review this code: find the bug, then explain it.\n\n',
      },
      {
        icon: 'lang',
        title: 'Translate with care',
        note: 'Chinese and English, tone kept',
        text: 'Translate this into Chinese and keep its tone:\n\n',
      },
      {
        icon: 'table',
        title: 'Turn notes into a table',
        note: 'Decisions, owners, dates',
        text: 'Turn these notes into a table of decisions, owners and dates:\n\n',
      },
      {
        icon: 'bulb',
        title: 'Explain it simply',
        note: 'With an example from daily life',
        text: 'Explain simply, with an example from daily life: ',
      },
    ] as readonly Suggestion[],
  },

  thread,

  state: {
    stopped: 'You stopped this answer',
    interrupted: 'The answer was interrupted',
    interruptedLead: 'What had arrived is saved. Ask again to get the whole answer.',
    interruptedPartly: 'What had arrived is saved. Continue from there, or ask again for another answer.',
    notSaved: 'This answer is not saved',
    failed: 'The model did not answer',
    failedPartly: 'The answer broke off',
    questionSaved: 'Your question is saved.',
    limit: 'You are asking faster than this server allows',
    /** the words around the time that counts down */
    limitLead: ['You can send the next question in ', '. Your draft is kept.'] as readonly [string, string],
    limitOver: 'You can send again.',
    noKeyAdmin: 'Add a key to begin',
    noKeyAdminLead: 'AIChat needs a key for DeepSeek or for any OpenAI-compatible server. Set DEEPSEEK_API_KEY and start the server again.',
    noKeyUser: 'Almost ready',
    noKeyUserLead: 'Your administrator has not connected a model yet. Nothing is wrong with your account.',
    demo: 'This is a demo: no AI behind it',
    demoAdmin: 'A built-in script answers and echoes your question. Set DEEPSEEK_API_KEY and start the server again to talk to a model.',
    demoUser: 'A built-in script answers and echoes your question until your administrator connects a model.',
    delayed: 'The servers cannot reach each other just now: this answer is shown about a second late.',
    in_time: 'The servers reach each other again: this answer is live.',
    unreachable: 'The server cannot be reached. Your question is still here; send it again.',
    offline: 'You are offline. Answers go on without you and will be here when you are back.',
    lost: 'Connection lost. The answer goes on at the server; trying again…',
    away: 'The server cannot be reached. What you write is kept; trying again…',
    tryNow: 'Try now',
    signedOut: 'You are not signed in any more',
    signedOutLead: 'What you wrote is kept. Sign in and you are back here.',
    cut: (max: number): string => `Only ${count(max, 'character', 'characters')} fit. The end of what you pasted is not in the message.`,
    finish: {
      length: 'The answer reached its length limit. Continue for the rest.',
      content_filter: 'The model’s content filter ended this answer. Put the question another way.',
      insufficient_system_resource: 'The model’s servers ran out of capacity and ended this answer. Continue or try again in a while.',
      other: 'The model ended this answer for a reason that it did not explain. Continue if part of it is missing.',
    },
  },

  markdown,

  account,
  settings,
  factor,
  tokens,
  admin,
  overview,
  keys,
  models,
  usage,
  logs,
  site,
  audit,
  error: {
    title: (status: number): string => ERROR_TITLES[status] ?? (status >= 500 ? 'Something went wrong here' : 'That did not work'),
    reference: (requestId: string): string => `Request ${requestId}`,
  },
}

export type Suggestion = { icon: 'code' | 'lang' | 'table' | 'bulb'; title: string; note: string; text: string }
