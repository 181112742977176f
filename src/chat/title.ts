const MAX_CHARACTERS = 60
/** what a column of 255 takes, whatever the characters are made of */
const MAX_CODE_POINTS = 200

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
  return shortened((line ?? question).slice(0, 1_000)) || '…'
}

function shortened(text: string): string {
  if (text.length <= MAX_CHARACTERS) return text
  const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' })
  const graphemes = Array.from(segmenter.segment(text), ({ segment }) => segment)
  const fitting = graphemes.slice(0, countFitting(graphemes))
  if (fitting.length === graphemes.length) return text
  const cut = fitting.slice(0, MAX_CHARACTERS - 1).join('')
  const lastSpace = cut.lastIndexOf(' ')
  return `${lastSpace > cut.length / 2 ? cut.slice(0, lastSpace) : cut}…`
}

/** How many of these characters stay within both limits. */
function countFitting(graphemes: readonly string[]): number {
  let codePoints = 0
  const over = graphemes.findIndex((grapheme, index) => (codePoints += [...grapheme].length) > MAX_CODE_POINTS || index >= MAX_CHARACTERS)
  return over < 0 ? graphemes.length : over
}
