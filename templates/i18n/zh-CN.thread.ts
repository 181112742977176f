import type { Strings } from './index.ts'

const numbers = new Intl.NumberFormat('zh-CN')

export const thread: Strings['thread'] = {
  copyAnswer: '复制回答',
  regenerate: '重新生成',
  continue: '继续',
  edit: '编辑',
  editTitle: '编辑您的问题',
  editHint: '原来的版本及其回答会保留。',
  versions: '版本',
  version: (place, of) => `${numbers.format(place)} / ${numbers.format(of)}`,
  previousVersion: '上一版',
  nextVersion: '下一版',
  earlier: '更早的消息',
  later: '最新的消息',
  leftOut: (n) => `较早的${numbers.format(n)}条消息已放不下，未发送给模型`,
  summarised: (n) => (n === 0 ? '较早的消息已为模型做了摘要' : `较早的${numbers.format(n)}条消息已为模型做了摘要`),
}
