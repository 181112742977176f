import { formatDate, formatMoney } from './format.ts'
import type { Strings } from './index.ts'

const compact = new Intl.NumberFormat('zh-CN', { notation: 'compact', maximumSignificantDigits: 3 })
const numbers = new Intl.NumberFormat('zh-CN')
const percent = new Intl.NumberFormat('zh-CN', { style: 'percent', maximumFractionDigits: 0 })
const seconds = new Intl.NumberFormat('zh-CN', { maximumFractionDigits: 1 })

/** What was used: records, figures, charts. */
export const usage: Strings['usage'] = {
  title: '用量',
  short: (n) => compact.format(n),
  cost: (micros, currency) => formatMoney('zh-CN', micros, currency, 6),
  spent: (micros, currency) => formatMoney('zh-CN', micros, currency, micros < 1_000_000 ? 4 : 2),
  seconds: (ms) => `${seconds.format(ms / 1_000)} 秒`,
  day: (date) => formatDate('zh-CN', 'dayMonth', date, 'UTC'),
  dayYear: (date) => formatDate('zh-CN', 'shortDate', date, 'UTC'),
  when: (date, timeZone) => formatDate('zh-CN', 'shortDateTime', date, timeZone),

  exportCsv: '导出CSV',
  glance: '概览',
  periods: { today: '今天', week: '本周', month: '本月', total: '累计' },
  tokens: '个token',
  requests: (n) => `${numbers.format(n)}次请求`,
  failed: (n) => `${numbers.format(n)}次失败`,
  cached: (share) => `输入缓存命中${percent.format(share)}`,
  zone: (name) => `每天从${name}时区的零点开始，每周从星期一开始。`,
  changeZone: '更改时区',
  left: '剩余额度',
  perSpan: { day: '每日token', week: '每周token' },
  range: '时间范围',
  days: (n) => `${numbers.format(n)}天`,
  quietDays: (n) => `最近${numbers.format(n)}天没有用量。`,
  emptyTitle: '还没有用量',
  emptyLead: '每个回答都会列在这里，附有token数和费用。',
  otherModels: '其他模型',
  asTable: '以表格显示',
  tableOf: (title) => `${title}（表格）`,
  spans: { day: '日期', week: '周（起始日）' },
  sum: '合计',
  chart: (title, from, to, busiest, most) => `${from}至${to}各模型的${title}。最高为${most}，在${busiest}。`,
  emptyChart: (title, from, to) => `${from}至${to}各模型的${title}：暂无数据。`,

  filter: {
    label: '筛选记录',
    from: '从',
    to: '到',
    model: '模型',
    anyModel: '全部模型',
    status: '结果',
    anyStatus: '全部已结束的',
    submit: '显示',
    clear: '显示全部',
  },

  records: {
    title: '记录',
    shown: (n) => `显示${numbers.format(n)}条记录。`,
    noneTitle: '没有记录',
    noneLead: '没有符合条件的记录。',
    user: '用户',
    nobody: '已删除的用户',
    conversation: '对话',
    deleted: '已删除的对话',
    model: '模型',
    key: '密钥',
    input: '输入',
    cached: '其中缓存',
    output: '输出',
    cost: '费用',
    duration: '用时',
    firstToken: (text) => `首个token ${text}`,
    estimated: '估算',
    sources: { web: '网页', api: '接口' },
    purposes: { answer: '回答', summary: '摘要' },
    statuses: { open: '进行中', complete: '完成', stopped: '已停止', interrupted: '已中断', failed: '失败' },
  },
}
