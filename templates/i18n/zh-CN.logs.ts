/** Every call of an upstream. */
export const logs = {
  title: '日志',
}
