import type { Strings } from './index.ts'
import { formatDate } from './format.ts'
import { formatBytes, formatDuration } from './units.ts'

const ERRORS: Readonly<Record<string, string>> = {
  invalid_url: '密钥的地址无效',
  invalid_key: '密钥无法按原样发送',
  connect: '无法连接服务器',
  reset: '服务器中断了连接',
  redirect: '服务器要求跳转，未予跟随',
  headers_timeout: '服务器未及时应答',
  first_token_timeout: '首个 token 超时',
  stall: '服务器停止输出',
  keepalive_only: '只有保活信号，未及时回答',
  not_sse: '返回的不是流',
  malformed: '返回内容无法读取',
  error_in_stream: '服务器中途返回了错误',
  line_too_long: '返回的某一行过长',
  incomplete: '回答中断',
  empty: '回答为空',
  too_long: '回答过长',
  internal: '本服务器的故障',
  process_gone: '发起调用的进程已结束',
  never_called: '调用发出之前已结束',
  http_400: '服务器拒绝了请求',
  http_401: '服务器不接受该密钥',
  http_402: '密钥余额不足',
  http_403: '密钥没有权限',
  http_404: '服务器上没有该地址或模型',
  http_408: '服务器等待超时',
  http_413: '请求过大',
  http_422: '服务器拒绝了请求',
  http_429: '该密钥的请求过多',
}

function errorWords(name: string): string {
  const known = Object.hasOwn(ERRORS, name) ? ERRORS[name] : undefined
  if (known !== undefined) return known
  return /^http_5\d\d$/.test(name) ? '服务器自身故障' : name
}

export const logs: Strings['logs'] = {
  title: '日志',
  lead: '对模型服务器的每一次调用：谁、何时、使用哪个密钥、结果如何。不含提问和回答的内容。',
  call: '调用',
  request: '请求 ID',
  user: '用户',
  removed: '已删除',
  nobody: '无用户',
  token: (name) => `通过令牌“${name}”`,
  removedToken: '通过已删除的令牌',
  model: '模型',
  status: '结果',
  anyStatus: '所有结果',
  statuses: { complete: '完成', stopped: '已停止', interrupted: '中断', failed: '失败' },
  error: errorWords,
  firstToken: '首个 token',
  duration: '用时',
  size: '发送，接收',
  bytes: (bytes) => formatBytes(bytes),
  time: (ms) => formatDuration('zh-CN', ms),
  noValue: '–',
  when: (date, timeZone) => formatDate('zh-CN', 'exact', date, timeZone),
  from: '从',
  to: '到',
  usage: '用量',
  usageOf: (request) => `请求 ${request} 的用量`,
  emptyTitle: '没有调用',
  emptyLead: '没有符合条件的调用。请填写完整的用户名或完整的请求 ID。',
  noneYet: '还没有调用。模型服务器的第一次应答会列在这里。',

  recordsLead: '对模型服务器的每次调用都有一条记录。费用在调用时确定，之后不变。',
  csv: '导出 CSV',
  anyKey: '所有密钥',
  noRecords: '没有记录',
  noRecordsLead: '没有符合条件的调用。请填写完整的用户名、模型名或请求 ID。',
  noRecordsYet: '还没有调用。第一次调用及其费用会列在这里。',
}
