/** What stands around the parts of an answer. */
export const markdown = {
  copy: '复制',
  formula: '公式',
  table: '表格',
  code: '代码',
  footnotes: '脚注',
  footnote: '脚注',
  backToText: '返回正文',
  done: '已完成',
  toDo: '未完成',
}
