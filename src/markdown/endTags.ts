/** Where the end tags at the end of `html` begin: what is put there goes on in the innermost of its last elements. */
export function endTagsAt(html: string): number {
  let end = html.length
  while (html[end - 1] === '>') {
    const start = html.lastIndexOf('<', end - 1)
    if (html[start + 1] !== '/') break
    end = start
  }
  return end
}
