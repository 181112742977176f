const CLOSING = /(?:<\/(?:p|strong|em|del|li|ul|ol|blockquote|h[1-6]|td|th|tr|thead|tbody|table|div)>)*$/
/** In one word with these a letter can mean more than itself. */
const DELICATE = /[:/@&<>$`\\[\]{}|_~^]|www/i

/** Longer words are not looked through: addresses are full of the above. */
const MAX_WORD = 60

export type Shown = { text: string; html: string }

/** The open block after a few more words, without parsing it again; undefined where they could change more than the end of its text. */
export function extend(shown: Shown, text: string): string | undefined {
  const { text: before, html } = shown
  const added = text.slice(before.length)
  if (!/^[\p{L}\p{N} ,，。]*[\p{L}\p{N}]$/u.test(added) || !/\p{L}$/u.test(before) || !text.startsWith(before)) return undefined
  const end = html.search(CLOSING)
  if (DELICATE.test(/\S*$/.exec(before.slice(-MAX_WORD))?.[0] ?? '') || html.slice(end - 2, end) !== before.slice(-2)) return undefined
  return html.slice(0, end) + added + html.slice(end)
}
