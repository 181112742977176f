import type { ErrorDetail } from '../../src/errors.ts'

const line = ({ lines = [] }: ErrorDetail): string => (lines[0] === undefined ? '' : `第 ${lines[0]} 行：`)
const two = ({ lines = [] }: ErrorDetail): string => (lines.length < 2 ? '有两行' : `第 ${lines[0]} 行和第 ${lines[1]} 行`)
const named = ({ name }: ErrorDetail): string => (name === undefined ? '' : `（“${name}”）`)

/** Why a model, or its prices, cannot be kept like this. */
export const modelReasons = {
  price_amount: (detail: ErrorDetail) => `${line(detail)}价格不能为负，最多六位小数，且不超过一百万，请更正。`,
  price_base: (detail: ErrorDetail) => `${line(detail)}从这一天起没有不带时段的基础价格。请添加一行，用于所有时段之外。`,
  price_currencies: (detail: ErrorDetail) =>
    `${two(detail)}从同一天起使用两种货币。同一时间一个模型只能用一种货币计价，请统一货币，或改用其他日期。`,
  price_currency: (detail: ErrorDetail) => `${line(detail)}货币是三个大写字母，例如 CNY 或 USD，请更正。`,
  price_from: (detail: ErrorDetail) =>
    `${line(detail)}请填写价格生效的日期，例如 2026-07-01，或带时区的时间，例如 2026-07-01T00:00+08:00。`,
  price_holidays: (detail: ErrorDetail) => `${line(detail)}节假日请写成 2026-10-01 这样的日期，最多 200 个，请更正。`,
  price_lines: ({ limit = 20 }: ErrorDetail) => `一个模型最多有 ${limit} 行价格。请移除不再有效的行；已产生的费用不会改变。`,
  price_midnight: (detail: ErrorDetail) =>
    `${line(detail)}时段的结束须晚于开始。跨越午夜的时段请拆成两个：到 24:00 为止，和从 00:00 开始。`,
  price_overlap: (detail: ErrorDetail) => `${two(detail)}的时段有重叠，某些时间会同时有效。请调整其中一行的星期或时间。`,
  price_time: (detail: ErrorDetail) => `${line(detail)}时间请写成 09:00 的形式；结束时间可以是 24:00。`,
  price_twice: (detail: ErrorDetail) => `${two(detail)}都是同一天起不带时段的价格。请移除一行，或为其设置时段或其他日期。`,
  price_weekdays: (detail: ErrorDetail) => `${line(detail)}请为时段至少选择一个星期几，不要重复，1（星期一）到 7。`,
  price_window: (detail: ErrorDetail) => `${line(detail)}时段需要时区、开始和结束时间。请全部填写，或全部留空。`,
  price_zone: (detail: ErrorDetail) => `${line(detail)}不认识这个时区。请填写例如 Asia/Shanghai 或 UTC。`,
  price_zones: (detail: ErrorDetail) => `${two(detail)}从同一天起，时段却在两个时区。请使用同一个时区。`,
  model_taken: () => '此提供方已有同名的模型。请修改那一个，或换一个名称。',
  model_is_off: () => '已停用的模型不能设为默认，请先启用它。',
  params_invalid: (detail: ErrorDetail) => `默认参数${named(detail)}的值不可用，请更正或删去。`,
  params_not_json: () => '这不是 JSON 对象，例如 {"stop": ["###"]}。请更正，或留空。',
  param_reserved: (detail: ErrorDetail) => `默认参数${named(detail)}由本服务器在每次调用时设置，改动会使调用失败，请删去。`,
  audience_empty: () => '没有选择任何人可以使用它。请至少选择一项，或停用该模型。',
  audience_unknown: (detail: ErrorDetail) => `没有这个用户或用户组${named(detail)}。请更正名称或删去。`,
  no_model_open: () => '您的账号没有可用的模型，请联系管理员开通。',
}
