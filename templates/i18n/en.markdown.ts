/** What stands around the parts of an answer. */
export const markdown = {
  copy: 'Copy',
  formula: 'Formula',
  table: 'Table',
  code: 'Code',
  footnotes: 'Footnotes',
  footnote: 'Footnote',
  backToText: 'Back to the text',
  done: 'Done',
  toDo: 'To do',
}
