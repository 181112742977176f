import { formatDate, formatMoney } from './format.ts'
import type { Strings } from './index.ts'

const compact = new Intl.NumberFormat('zh-CN', { notation: 'compact', maximumSignificantDigits: 3 })
const seconds = new Intl.NumberFormat('zh-CN', { maximumFractionDigits: 1 })

/** What was used: records, figures, charts. */
export const usage: Strings['usage'] = {
  title: '用量',
  short: (n) => compact.format(n),
  cost: (micros, currency) => formatMoney('zh-CN', micros, currency, 6),
  seconds: (ms) => `${seconds.format(ms / 1_000)} 秒`,
  day: (date) => formatDate('zh-CN', 'dayMonth', date, 'UTC'),
  dayYear: (date) => formatDate('zh-CN', 'shortDate', date, 'UTC'),
  when: (date, timeZone) => formatDate('zh-CN', 'shortDateTime', date, timeZone),

  otherModels: '其他模型',
  asTable: '以表格显示',
  tableOf: (title) => `${title}（表格）`,
  spans: { day: '日期', week: '周（起始日）' },
  sum: '合计',
  chart: (title, from, to, busiest, most) => `${from}至${to}各模型的${title}。最高为${most}，在${busiest}。`,
  emptyChart: (title, from, to) => `${from}至${to}各模型的${title}：暂无数据。`,

  records: {
    title: '记录',
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
    firstToken: (text) => `首个词元${text}`,
    estimated: '估算',
    sources: { web: '网页', api: '接口' },
    purposes: { answer: '回答', summary: '摘要' },
    statuses: { open: '进行中', complete: '完成', stopped: '已停止', interrupted: '已中断', failed: '失败' },
  },
}
