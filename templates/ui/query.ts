/** What an address says after its path, with the question mark; empty where nothing is said. */
export function queryOf(fields: Readonly<Record<string, string | undefined>>): string {
  const query = new URLSearchParams(Object.entries(fields).flatMap(([name, value]) => (value ? [[name, value]] : []))).toString()
  return query === '' ? '' : `?${query}`
}
