const WIDE = /[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]/g

/**
 * About how many tokens a text is, where no upstream has counted it: 0.6 a Han character, kana or Hangul syllable
 * and one for each four other characters, as DeepSeek's documentation says of its tokenizer.
 */
export function estimateTokens(text: string): number {
  const wide = text.match(WIDE)?.length ?? 0
  return Math.ceil(wide * 0.6 + (text.length - wide) * 0.25)
}
