const MAX_KEPT = 200
const MAX_HEADER = 500

/** `read` of a request header, with its answers to the usual headers kept. A header that is not there is ''. */
export function remembered<Value>(read: (header: string) => Value): (header: string | undefined) => Value {
  const kept = new Map<string, Value>()
  return (header = '') => {
    const known = kept.get(header)
    if (known !== undefined) return known
    const value = read(header)
    if (header.length > MAX_HEADER) return value
    if (kept.size >= MAX_KEPT) kept.clear()
    kept.set(header, value)
    return value
  }
}
