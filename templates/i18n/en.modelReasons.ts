import type { ErrorDetail } from '../../src/errors.ts'

const line = ({ lines = [] }: ErrorDetail): string => (lines[0] === undefined ? '' : `Line ${lines[0]}: `)
const two = ({ lines = [] }: ErrorDetail): string => (lines.length < 2 ? 'Two lines' : `Lines ${lines[0]} and ${lines[1]}`)
const named = ({ name }: ErrorDetail): string => (name === undefined ? '' : ` (“${name}”)`)

/** Why a model, or its prices, cannot be kept like this. */
export const modelReasons = {
  price_amount: (detail: ErrorDetail) =>
    `${line(detail)}A price is zero or more, not finer than a millionth and at most a million. Correct it.`,
  price_base: (detail: ErrorDetail) =>
    `${line(detail)}From this day on there is no price without a window. Add one, which holds whenever no window does.`,
  price_currencies: (detail: ErrorDetail) =>
    `${two(detail)} begin on the same day in two currencies. A model is priced in one at a time: use the same, or another day.`,
  price_currency: (detail: ErrorDetail) => `${line(detail)}A currency is three capital letters, like CNY or USD. Correct it.`,
  price_from: (detail: ErrorDetail) =>
    `${line(detail)}Type the day from which the price holds, like 2026-07-01, or a time with its zone, like 2026-07-01T00:00+08:00.`,
  price_holidays: (detail: ErrorDetail) => `${line(detail)}Holidays are days like 2026-10-01, 200 at most. Correct them.`,
  price_lines: ({ limit = 20 }: ErrorDetail) =>
    `A model has at most ${limit} lines of prices. Remove those that do not hold any more; what was used keeps its cost.`,
  price_midnight: (detail: ErrorDetail) =>
    `${line(detail)}A window ends after it begins. Make two of one that goes over midnight: until 24:00, and from 00:00.`,
  price_overlap: (detail: ErrorDetail) => `${two(detail)} overlap: at some hours both would hold. Change the days or the hours of one.`,
  price_time: (detail: ErrorDetail) => `${line(detail)}Type hours like 09:00; a window may end at 24:00.`,
  price_twice: (detail: ErrorDetail) =>
    `${two(detail)} are both prices without a window from the same day. Remove one, or give it a window or another day.`,
  price_weekdays: (detail: ErrorDetail) =>
    `${line(detail)}Choose at least one day of the week for the window, each once, from 1 (Monday) to 7.`,
  price_window: (detail: ErrorDetail) => `${line(detail)}A window needs its zone, its start and its end. Fill all in, or leave all empty.`,
  price_zone: (detail: ErrorDetail) => `${line(detail)}That time zone is not known. Type one like Asia/Shanghai or UTC.`,
  price_zones: (detail: ErrorDetail) => `${two(detail)} begin on the same day with windows of two time zones. Use one zone for both.`,
  model_taken: () => 'This provider has a model of that name already. Change that one, or choose another name.',
  model_is_off: () => 'A model that is switched off cannot be the default. Switch it on first.',
  params_invalid: (detail: ErrorDetail) =>
    `A default parameter${named(detail)} has a value that cannot be used. Correct it or leave it out.`,
  params_not_json: () => 'That is not JSON of an object, like {"stop": ["###"]}. Correct it, or leave it empty.',
  param_reserved: (detail: ErrorDetail) =>
    `A default parameter${named(detail)} is set by this server for each call, and another value would break it. Leave it out.`,
  audience_empty: () => 'Nobody is chosen who may use it. Choose somebody, or switch the model off.',
  audience_unknown: (detail: ErrorDetail) => `There is no such user or group${named(detail)}. Correct the name or leave it out.`,
  no_model_open: () => 'No model is open to your account. Ask your administrator for one.',
}
