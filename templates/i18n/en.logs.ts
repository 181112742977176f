/** Every call of an upstream. */
export const logs = {
  title: 'Logs',
}
