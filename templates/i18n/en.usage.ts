/** What was used: records, figures, charts. */
export const usage = {
  title: 'Usage',
}
