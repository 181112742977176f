import type { ErrorDetail, Reason } from '../../src/errors.ts'
import { formatDate, formatMoney } from './format.ts'
import { modelReasons } from './zh-CN.modelReasons.ts'

const numbers = new Intl.NumberFormat('zh-CN')
const soon = (detail: ErrorDetail): string => (detail.seconds === undefined ? '稍后' : `${numbers.format(detail.seconds)}秒后`)
const atMost = (detail: ErrorDetail, unit: string): string =>
  detail.limit === undefined ? '' : `，最多${numbers.format(detail.limit)}${unit}`
const had = (detail: ErrorDetail): string => (detail.actual === undefined ? '' : `，当前为${numbers.format(detail.actual)}个`)
const anew = ({ until, timeZone }: ErrorDetail): string =>
  until === undefined ? '' : `额度将于${formatDate('zh-CN', 'dateTime', new Date(until), timeZone ?? null)}重新计算。`
const quota = (what: string, detail: ErrorDetail, show: (amount: number) => string): string => {
  const { limit, left, actual } = detail
  const counts =
    limit === undefined || left === undefined || actual === undefined
      ? '已用完。'
      : `还剩${show(left)}（共${show(limit)}），而这个问题可能需要${show(actual)}。`
  return `您的${what}${counts}${anew(detail)}请届时再试，或请管理员增加额度。`
}

export const reasons: Record<Reason, (detail: ErrorDetail) => string> = {
  ...modelReasons,
  invalid_body: () => '无法读取请求内容，请检查格式后重新发送。',
  invalid_field: ({ field }) => (field === undefined ? '有字段缺失或无效，请改正后重试。' : `字段“${field}”缺失或无效，请改正后重试。`),
  host_unknown: () => '此服务器不使用该名称。请用管理员提供的地址打开。',
  message_empty: () => '消息是空的，请输入内容后再发送。',
  message_too_long: (detail) => `消息太长${atMost(detail, '个字符')}。请缩短后重新发送。`,
  question_too_large: ({ actual = 0, limit = 0, model = '该模型' }) =>
    `您的消息约有 ${numbers.format(actual)} 个 token，而 ${model} 在这里约能接收 ${numbers.format(limit)} 个。请缩短消息，或换一个模型。`,
  title_empty: () => '标题不能为空，请输入标题后再保存。',
  username_invalid: ({ limit = 32 }) => `这个用户名不能使用。请使用 3 到 ${numbers.format(limit)} 个字母、数字、点、连字符或下划线。`,
  username_taken: () => '这个用户名已被使用，请换一个。',
  group_taken: () => '已有同名的用户组，请换一个名称。',
  password_short: (detail) => `密码太短，至少需要${numbers.format(detail.limit ?? 10)}个字符${had(detail)}。`,
  password_long: (detail) => `密码太长，最多${numbers.format(detail.limit ?? 200)}个字符${had(detail)}。`,
  password_common: () => '这个密码太常见，容易被猜到。请换一个，用一句话最好。',
  password_mismatch: () => '两次输入的密码不一致，请重新输入。',
  username_differs: () => '这不是您的用户名。请按上方显示的用户名输入。',
  wrong_credentials: () => '用户名或密码错误，请检查后重试。',
  unauthenticated: () => '您尚未登录，请登录后重试。',
  code_required: () => '此账号已启用两步验证。请把验证器上的动态码或一个恢复码也作为 “code” 一并发送。',
  code_wrong: () => '验证码不对，或已经用过。请输入验证器此刻显示的那一个。',
  second_step_expired: () => '这次登录用时过长，或验证码错误次数过多。请重新输入密码。',
  confirm_required: () => '此操作涉及权限。请先确认是您本人：在浏览器中打开该页面，或重新登录。',
  confirm_wrong: () => '密码不对。请检查后再试。',
  factor_on: () => '两步验证已经启用。若要更换，请先将其关闭。',
  factor_off: () => '两步验证尚未启用。请在设置中查看当前状态。',
  account_disabled: () => '此账号已停用，请联系管理员启用。',
  forbidden: () => '您的账号无权执行此操作，如有需要请联系管理员。',
  cross_site: () => '请求来自其他网站，已被拒绝。请直接打开 AIChat 再操作。',
  token_scope: ({ scope = '所需' }) => `此 API 令牌没有“${scope}”权限。请在设置中创建具有该权限的令牌。`,
  token_not_here: () => '不能用 API 令牌执行此操作。请登录后自行操作。',
  too_many_tokens: ({ limit = 100 }) => `您已有 ${numbers.format(limit)} 个 API 令牌，不能再创建。请先撤销不再使用的令牌。`,
  registration_closed: () => '注册已关闭，请向管理员申请账号。',
  invite_invalid: () => '邀请码不存在、已使用或已过期，请索取新的邀请码。',
  setup_link_invalid: () => '此设置链接已失效。请重新启动服务器以获取新链接，或直接登录。',
  sign_in_expired: () => '这次登录已超时，或是在别处开始的。请在此页面重新开始。',
  provider_refused: () => '对方服务没有让您登录。请重试，或使用密码登录。',
  provider_invalid: () => '对方服务的回应无法信任。请告知管理员，并使用密码登录。',
  provider_unreachable: () => '对方服务没有回应。请稍后重试，或使用密码登录。',
  identity_unknown: () => '这里没有账号与该登录方式关联。请用密码登录，然后在设置中关联。',
  identity_taken: () => '该登录方式已关联到这里的另一个账号。请先在那里解除关联。',
  last_way_in: () => '这是您唯一的登录方式。请先设置密码。',
  setup_pending: () => '此服务器还没有用户。请打开它启动时显示的设置链接。',
  reset_link_invalid: () => '此链接已使用、已过期或已被新链接取代，请向管理员索取新的链接。',
  amount_invalid: () => '这不是可用的数字。请用数字填写，留空表示不限。',
  days_invalid: () => '请填写 1 到 36,500 之间的天数，留空表示永久保留。',
  usage_days_invalid: () => '请填写 40 到 36,500 之间的天数，留空表示永久保留：当月额度要据此统计。',
  rate_limits_invalid: () => '请填写时间段内的次数，例如 5/1m 或 5/1m,100/1d（s 秒、m 分、h 时、d 天），不限请填 off。',
  text_too_long: (detail) => `文本太长${atMost(detail, '个字符')}。请缩短后重新保存。`,
  issuer_invalid: () => '这不是有效的提供方地址。请填写以 https:// 开头、与提供方自称一致的地址。',
  issuer_unreachable: () => '该地址没有提供方应答。请检查地址，并确认本服务器能访问它，然后重试。',
  issuer_wrong: () => '该地址应答的不是 OpenID 提供方，或其自称的签发者不同。请按其文档填写签发者地址。',
  scopes_invalid: () => '请先填写“openid”，其余权限范围用空格分隔。',
  base_url_invalid: () => '这不是服务器地址。请填写类似 https://api.example.com/v1 的地址，不要带用户名、密码、查询参数或“#”。',
  base_url_private: () => '该地址位于内网或本机。请检查地址；如果确实如此，请为此密钥允许内网地址。',
  key_of_server: () => '已保存的密钥不会发送到另一台服务器。请填写这个地址的密钥，或者移除密钥。',
  headers_of_server: () => '已保存的请求头不会发送到另一台服务器。请填写每个请求头的新值，或者去掉它们。',
  key_unsendable: () => '密钥只含字母、数字和符号，不含空格。请从服务商处重新复制。',
  headers_invalid: () => '这些请求头无法发送。请每行写一个“名称: 值”，不要写 Authorization、Host 等由调用自行设置的请求头。',
  proxy_invalid: () => '这不是代理地址。请填写类似 http://user:password@proxy.example.com:3128 的地址，或留空。',
  proxy_private: () => '该代理位于内网或本机。请检查地址；如果确实如此，请为此密钥允许内网地址。',
  confirmation_wrong: () => '名称不一致。请按上方显示的内容原样输入，以免误删。',
  word_wrong: () => '尚未删除任何用户。请按上方显示的内容原样输入，以免误删。',
  nobody_chosen: () => '没有选择用户。请勾选要操作的用户后重试。',
  too_many_chosen: ({ limit = 200 }) => `一次最多更改 ${numbers.format(limit)} 位用户，请减少选择。`,
  not_yourself: () => '这是您自己的账号，此操作会使您无法使用。请联系其他管理员，或前往您的设置。',
  last_admin: () => '必须保留至少一位启用的管理员。请先把其他人设为管理员。',
  not_found: () => '您访问的内容不存在，或不属于您。请检查地址。',
  turn_deleted: () => '这个问题已经提出过，其对话随后被删除。如果仍想知道答案，请打开新页面重新提问。',
  answer_running: () => '这里还有回答正在生成，请等待完成或先停止它。',
  nothing_to_continue: () => '这个回答没有可以继续的内容，请提出新问题或重新生成。',
  not_the_last: () => '只能继续最后一个回答。请重新生成，或编辑原来的问题。',
  too_large: (detail) => `内容过大${atMost(detail, '字节')}。请减少后重试。`,
  unsupported_type: () => '不支持这种内容类型，请使用 JSON 或表单提交。',
  files_not_yet: () => '暂不支持添加附件，请直接粘贴文本。',
  model_unknown: () => '该模型不存在或未对您开放，请选择其他模型。',
  rate_limited: (detail) => `请求过于频繁，请${soon(detail)}再试。`,
  too_many_tries: ({ seconds = 60 }) =>
    `尝试过于频繁。请等待 ${seconds > 120 ? `${Math.ceil(seconds / 60)} 分钟` : `${seconds} 秒`}后再试。`,
  no_api_key: () => '尚未接入模型，需要管理员先添加密钥。',
  quota_tokens: (detail) => quota(' token 额度', detail, (tokens) => numbers.format(tokens)),
  quota_cost: (detail) => quota('费用额度', detail, (micros) => formatMoney('zh-CN', micros, detail.currency)),
  no_key_works: () => '此模型的密钥均已失效，需要管理员检查密钥；您可以先换一个模型。',
  server_busy: (detail) => `服务器繁忙，请${soon(detail)}再试。`,
  stopping: () => '服务器正在重启，请几秒后再试。',
  upstream_refused: () => '模型服务拒绝了这个问题，请修改问题或换一个模型。',
  upstream_key_refused: () => '模型服务未接受我们的密钥，需要管理员检查。',
  upstream_no_credit: () => '模型密钥的余额已用完，需要管理员充值。',
  upstream_busy: (detail) => `模型服务过载，请${soon(detail)}再试。`,
  upstream_unreachable: () => '无法连接模型服务，请稍后再试。',
  upstream_address: () => '模型服务的地址不允许本服务器访问，需要管理员检查密钥。',
  upstream_broken: () => '模型服务返回了无法识别的内容，请重试。',
  upstream_incomplete: () => '与模型服务的连接中断。已收到的内容已保存，可以继续或重试。',
  upstream_empty: () => '模型返回了空的回答，请重试或换一种问法。',
  answer_too_long: () => '回答过长，已被截断。请要求更简短的回答。',
  upstream_timeout: () => '模型服务停止响应，请重试。',
  not_saved: () => '数据库未能写入，离开后回答会丢失。请复制需要的内容。',
  internal: () => '服务器出现错误，请重试；管理员可在日志中查找原因。',
}
