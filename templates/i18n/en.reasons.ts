import type { ErrorDetail, Reason } from '../../src/errors.ts'
import { formatDate, formatMoney } from './format.ts'
import { modelReasons } from './en.modelReasons.ts'

const numbers = new Intl.NumberFormat('en')
const soon = (detail: ErrorDetail): string =>
  detail.seconds === undefined ? 'in a moment' : `in ${numbers.format(detail.seconds)} ${detail.seconds === 1 ? 'second' : 'seconds'}`
const inWhole = (seconds: number): string => {
  const [n, unit] = seconds > 120 ? [Math.ceil(seconds / 60), 'minute'] : [seconds, 'second']
  return `${numbers.format(n)} ${unit}${n === 1 ? '' : 's'}`
}
const atMost = (detail: ErrorDetail, unit: string): string =>
  detail.limit === undefined ? '' : `; at most ${numbers.format(detail.limit)} ${unit} are allowed`
const had = (detail: ErrorDetail): string => (detail.actual === undefined ? '' : `; yours had ${numbers.format(detail.actual)}`)
const anew = ({ until, timeZone }: ErrorDetail): string =>
  until === undefined ? '' : ` It starts anew on ${formatDate('en-GB', 'dateTime', new Date(until), timeZone ?? null)}.`
const quota = (what: string, detail: ErrorDetail, show: (amount: number) => string): string => {
  const { limit, left, actual } = detail
  const counts =
    limit === undefined || left === undefined || actual === undefined
      ? 'is used up.'
      : `has ${show(left)} of ${show(limit)} left, and this question may need ${show(actual)}.`
  return `Your ${what} ${counts}${anew(detail)} Wait until then, or ask your administrator for more.`
}

export const reasons: Record<Reason, (detail: ErrorDetail) => string> = {
  ...modelReasons,
  invalid_body: () => 'The request could not be read. Check its format and send it again.',
  invalid_field: ({ field }) =>
    field === undefined
      ? 'A field is missing or not valid. Correct it and try again.'
      : `The field “${field}” is missing or not valid. Correct it and try again.`,
  host_unknown: () => 'This server is not known by that name. Open it by the address that its administrator gave you.',
  message_empty: () => 'The message is empty. Write something and send it again.',
  message_too_long: (detail) => `The message is too long${atMost(detail, 'characters')}. Shorten it and send it again.`,
  question_too_large: ({ actual = 0, limit = 0, model = 'The model' }) =>
    `Your message has about ${numbers.format(actual)} tokens; ${model} takes about ${numbers.format(limit)} here. Shorten it or choose another model.`,
  title_empty: () => 'A title cannot be empty. Type one and save it again.',
  username_invalid: ({ limit = 32 }) =>
    `That user name cannot be used. Choose 3 to ${numbers.format(limit)} letters, digits, dots, hyphens or underscores.`,
  username_taken: () => 'That user name is taken. Choose another one.',
  group_taken: () => 'There is a group of that name. Choose another name.',
  password_short: (detail) => `The password is too short: use at least ${numbers.format(detail.limit ?? 10)} characters${had(detail)}.`,
  password_long: (detail) => `The password is too long: use at most ${numbers.format(detail.limit ?? 200)} characters${had(detail)}.`,
  password_common: () => 'That password is on every list of common ones. Choose another; a sentence is best.',
  password_mismatch: () => 'The two passwords differ. Type the same one twice.',
  username_differs: () => 'That is not your user name. Type it as it stands above.',
  wrong_credentials: () => 'User name or password is wrong. Check both and try again.',
  unauthenticated: () => 'You are not signed in. Sign in and try again.',
  code_required: () => 'This account signs in in two steps. Send the code of your authenticator, or a recovery code, as “code” as well.',
  code_wrong: () => 'That code is not right, or was used already. Type the one that your authenticator shows now.',
  second_step_expired: () => 'This sign-in took too long or had too many wrong codes. Start again with your password.',
  confirm_required: () => 'This changes who may do what. Confirm that it is you: open the page in a browser, or sign in again.',
  confirm_wrong: () => 'That password is not right. Check it and try again.',
  factor_on: () => 'Two-step sign-in is on already. Turn it off first if you want another key.',
  factor_off: () => 'Two-step sign-in is not on. Open the settings to see how things stand.',
  account_disabled: () => 'This account is disabled. Ask your administrator to enable it.',
  forbidden: () => 'Your account may not do that. Ask your administrator if you need it.',
  cross_site: () => 'The request came from another site and was refused. Open AIChat itself and try again there.',
  token_scope: ({ scope = 'right' }) => `This API token lacks the scope “${scope}”. Make one that has it under Settings.`,
  token_not_here: () => 'An API token may not do that. Sign in and do it yourself.',
  too_many_tokens: ({ limit = 100 }) =>
    `You have ${numbers.format(limit)} API tokens, and more are not allowed. Revoke one that is not used.`,
  registration_closed: () => 'Registration is closed. Ask your administrator for an account.',
  invite_invalid: () => 'That invitation code is unknown, used or expired. Ask for a new one.',
  setup_link_invalid: () => 'This setup link is not valid any more. Start the server again to get a new one, or sign in.',
  sign_in_expired: () => 'That sign-in took too long or was begun elsewhere. Begin it again on this page.',
  provider_refused: () => 'The other service did not sign you in. Try again, or sign in with your password.',
  provider_invalid: () =>
    'The other service answered in a way that cannot be trusted. Tell your administrator, and sign in with your password.',
  provider_unreachable: () => 'The other service does not answer. Try again in a moment, or sign in with your password.',
  identity_unknown: () => 'No account here is linked to that sign-in. Sign in with your password, then link it in the settings.',
  identity_taken: () => 'That sign-in is linked to another account here. Unlink it there first.',
  last_way_in: () => 'This is your only way to sign in. Set a password first.',
  setup_pending: () => 'This server has no users yet. Open the setup link that it printed when it started.',
  reset_link_invalid: () => 'This link is used, expired or replaced by a newer one. Ask your administrator for another.',
  amount_invalid: () => 'That is no number that can be used here. Type one in digits, or nothing for no limit.',
  days_invalid: () => 'Type a number of days from 1 to 36,500, or nothing to keep them for ever.',
  usage_days_invalid: () =>
    'Type a number of days from 40 to 36,500, or nothing to keep them for ever: the quotas of a month are counted from them.',
  rate_limits_invalid: () => 'Type how many in which time, such as 5/1m or 5/1m,100/1d (s, m, h, d), or “off” for no limit.',
  text_too_long: (detail) => `That text is too long${atMost(detail, 'characters')}. Shorten it and save again.`,
  issuer_invalid: () => 'That is no address of a provider. Type one that begins with https://, as the provider names itself.',
  issuer_unreachable: () => 'No provider answers at that address. Check it, and that this server may reach it, then try again.',
  issuer_wrong: () =>
    'What answers at that address is no OpenID provider, or names itself otherwise. Type the issuer as its documentation gives it.',
  scopes_invalid: () => 'Type “openid” first, then the other scopes with spaces between them.',
  base_url_invalid: () =>
    'That is no address of a server. Type one like https://api.example.com/v1, without a name, password, query or “#”.',
  base_url_private: () =>
    'That address is in a private network or on this machine. Check it, or allow private addresses for this key if you mean it.',
  key_of_server: () => 'The stored key is not sent to another server. Type the key for this address, or take it away.',
  headers_of_server: () => 'The stored headers are not sent to another server. Type the value of each for this address, or leave them out.',
  key_unsendable: () => 'A key has only letters, digits and signs without spaces. Copy it again from your vendor.',
  headers_invalid: () =>
    'These headers cannot be sent. Write one “Name: value” a line, and leave out those that the call sets itself, such as Authorization or Host.',
  proxy_invalid: () => 'That is no address of a proxy. Type one like http://user:password@proxy.example.com:3128, or nothing.',
  proxy_private: () =>
    'That proxy is in a private network or on this machine. Check it, or allow private addresses for this key if you mean it.',
  confirmation_wrong: () => 'That is not the name. Type it exactly as it stands above, to be sure.',
  word_wrong: () => 'Nobody is deleted yet. Type the word exactly as it stands above, to be sure.',
  nobody_chosen: () => 'Nobody was selected. Tick the users that you mean, then try again.',
  too_many_chosen: ({ limit = 200 }) => `At most ${numbers.format(limit)} users can be changed at once. Select fewer.`,
  not_yourself: () => 'That is your own account, and this would shut you out. Ask another administrator, or use your settings.',
  last_admin: () => 'One active administrator has to remain. Make somebody else an administrator first.',
  not_found: () => 'What you asked for does not exist or is not yours. Check the address.',
  turn_deleted: () => 'This was asked before, and its conversation was deleted since. Ask again from a new page if you still want to know.',
  answer_running: () => 'An answer is still being written here. Wait for it or stop it first.',
  nothing_to_continue: () => 'This answer has nothing left to continue. Ask a new question or try again for another answer.',
  not_the_last: () => 'Only the last answer can be continued. Ask for it again, or edit the question instead.',
  too_large: (detail) => `That is too large${atMost(detail, 'bytes')}. Send less.`,
  unsupported_type: () => 'That type of content is not accepted. Send JSON or a form.',
  files_not_yet: () => 'Files cannot be attached yet. Paste the text instead.',
  model_unknown: () => 'That model does not exist or is not open to you. Choose another one.',
  rate_limited: (detail) => `You have sent too many requests. Try again ${soon(detail)}.`,
  too_many_tries: ({ seconds = 60 }) => `That was tried too often. Wait ${inWhole(seconds)}, then try again.`,
  no_api_key: () => 'No model is connected yet. An administrator has to add a key first.',
  quota_tokens: (detail) => quota('quota of tokens', detail, (tokens) => numbers.format(tokens)),
  quota_cost: (detail) => quota('budget', detail, (micros) => formatMoney('en', micros, detail.currency)),
  no_key_works: () => 'No key for this model works any more. An administrator has to look at the keys; other models may still answer.',
  server_busy: (detail) => `The server is busy. Try again ${soon(detail)}.`,
  stopping: () => 'The server is restarting. Try again in a few seconds.',
  upstream_refused: () => 'The model’s server refused the question. Change it or choose another model.',
  upstream_key_refused: () => 'The model’s server did not accept our key. An administrator has to check it.',
  upstream_no_credit: () => 'The key for the model has no credit left. An administrator has to top it up.',
  upstream_busy: (detail) => `The model’s server is overloaded. Try again ${soon(detail)}.`,
  upstream_unreachable: () => 'The model’s server cannot be reached. Try again in a moment.',
  upstream_address: () => 'The model’s server is at an address that this server may not reach. An administrator has to look at the key.',
  upstream_broken: () => 'The model’s server sent something unreadable. Try again.',
  upstream_incomplete: () => 'The connection to the model’s server broke off. What had arrived is saved; continue from there or try again.',
  upstream_empty: () => 'The model sent an empty answer. Try again or put the question another way.',
  answer_too_long: () => 'The answer became too long and was cut off. Ask for a shorter one.',
  upstream_timeout: () => 'The model’s server stopped answering. Try again.',
  not_saved: () => 'The database did not take the answer, so it will be gone when you leave. Copy what you need.',
  internal: () => 'Something went wrong on this server. Try again; the administrator finds the cause in the log.',
}
