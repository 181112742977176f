import { formatDate } from './format.ts'
import { formatBytes, formatDuration } from './units.ts'

/** Why a call gave no whole answer, by the class that it is logged under. */
const ERRORS: Readonly<Record<string, string>> = {
  invalid_url: 'the address of the key is not valid',
  invalid_key: 'the key cannot be sent as it is',
  connect: 'no connection to the server',
  reset: 'the server broke the connection off',
  redirect: 'the server pointed elsewhere, which is not followed',
  headers_timeout: 'the server did not answer in time',
  first_token_timeout: 'no first token in time',
  stall: 'the server fell silent',
  keepalive_only: 'signs of life, but no answer in time',
  not_sse: 'the answer was not a stream',
  malformed: 'the answer was not readable',
  error_in_stream: 'the server sent an error instead of the rest',
  line_too_long: 'a line of the answer was too long',
  incomplete: 'the answer broke off',
  empty: 'the answer was empty',
  too_long: 'the answer was too long',
  internal: 'a fault of this server',
  process_gone: 'the process that made the call ended',
  never_called: 'ended before the call was made',
  http_400: 'the server refused the request',
  http_401: 'the server did not accept the key',
  http_402: 'the key has no credit left',
  http_403: 'the key may not do this',
  http_404: 'the server does not know the address or the model',
  http_408: 'the server waited too long',
  http_413: 'the request was too large',
  http_422: 'the server refused the request',
  http_429: 'too many requests for this key',
}

function errorWords(name: string): string {
  const known = Object.hasOwn(ERRORS, name) ? ERRORS[name] : undefined
  if (known !== undefined) return known
  return /^http_5\d\d$/.test(name) ? 'the server had a fault of its own' : name
}

/** Every call of an upstream. */
export const logs = {
  title: 'Logs',
  lead: 'Every call of a model’s server: who, when, over which key and how it ended. What was asked and answered is not in it.',
  call: 'Call',
  request: 'Request id',
  user: 'User',
  removed: 'removed',
  nobody: 'nobody',
  token: (name: string): string => `by token “${name}”`,
  removedToken: 'by a token that is gone',
  model: 'Model',
  status: 'Outcome',
  anyStatus: 'Any outcome',
  statuses: { complete: 'complete', stopped: 'stopped', interrupted: 'interrupted', failed: 'failed' } as Readonly<Record<string, string>>,
  error: errorWords,
  firstToken: 'First token',
  duration: 'Duration',
  size: 'Sent, received',
  bytes: (bytes: number): string => formatBytes(bytes),
  time: (ms: number): string => formatDuration('en', ms),
  noValue: '–',
  when: (date: Date, timeZone: string | null): string => formatDate('en-GB', 'exact', date, timeZone),
  from: 'From',
  to: 'To',
  usage: 'Usage',
  usageOf: (request: string): string => `Usage of request ${request}`,
  emptyTitle: 'No calls',
  emptyLead: 'No call fits. A user is found by the whole name, a request by its whole id.',
  noneYet: 'No call yet. The first answer of a model’s server is listed here.',

  recordsLead: 'One record for each call of a model’s server. What a call cost was fixed when it was made.',
  csv: 'Export CSV',
  anyKey: 'Any key',
  noRecords: 'No records',
  noRecordsLead: 'No call fits. A user and a model are found by the whole name, a request by its whole id.',
  noRecordsYet: 'No call yet. The first one, and what it cost, is listed here.',
}
