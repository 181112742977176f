const MAX_CHARACTERS = 60

/** A conversation's title from its first question: the first line with words in it, cut at a word where there is one. */
export function titleFrom(question: string): string {
  const line = question
    .split('\n')
    .map((part) =>
      part
        .replace(/^[\s#>*`-]+/, '')
        .replace(/\s+/g, ' ')
        .trim(),
    )
    .find((part) => part !== '')
  const text = (line ?? question).slice(0, 1_000)
  if (text.length <= MAX_CHARACTERS) return text || '…'
  const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' })
  const graphemes = Array.from(segmenter.segment(text), ({ segment }) => segment)
  if (graphemes.length <= MAX_CHARACTERS) return text
  const cut = graphemes.slice(0, MAX_CHARACTERS - 1).join('')
  const lastSpace = cut.lastIndexOf(' ')
  return `${lastSpace > cut.length / 2 ? cut.slice(0, lastSpace) : cut}…`
}
