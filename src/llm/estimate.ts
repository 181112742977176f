import { CLASS_OF, CLASSES, type CharacterClass } from './characterClass.ts'

/**
 * Tokens for each run of characters of one class, and for each UTF-16 unit in it. Fitted to what DeepSeek's own tokenizer makes
 * of some 570 texts in 17 languages and 13 formats: a long Latin word costs little more than a short one, digits go three to
 * a token, a Chinese word of two characters is often one.
 */
const WEIGHTS: Record<CharacterClass, readonly [run: number, unit: number]> = {
  lower: [0.52, 0.12],
  upper: [0.65, 0.24],
  digit: [0.9, 0.32],
  sign: [0.32, 0.39],
  space: [0.02, 0.05],
  newline: [0.4, 0.01],
  accented: [1.6, 0.1],
  cyrillic: [0.9, 0.18],
  han: [0.95, 0.475],
  kana: [0, 0.485],
  hangul: [1.45, 0.36],
  wide: [0, 1.15],
  emoji: [0.7, 0.9],
  other: [0.9, 0.34],
}

const FOR_RUN = Float64Array.from(CLASSES, (name) => WEIGHTS[name][0])
const FOR_UNIT = Float64Array.from(CLASSES, (name) => WEIGHTS[name][1])

/** What a chat format adds to each message. */
const MESSAGE_OVERHEAD = 4

/** Tokens of a text, by the classes of its characters alone: no language is looked up, nothing is allocated. */
export function estimateTokens(text: string): number {
  let tokens = 0
  let before = -1
  for (let index = 0; index < text.length; index++) {
    const current = CLASS_OF[text.charCodeAt(index)] ?? 0
    if (current !== before) tokens += FOR_RUN[current] ?? 0
    tokens += FOR_UNIT[current] ?? 0
    before = current
  }
  return Math.ceil(tokens)
}

/** Tokens of one message of a request, with what the model is shown of its thoughts. */
export const estimateMessage = ({ content, reasoning = '' }: { content: string; reasoning?: string }): number =>
  estimateTokens(content) + estimateTokens(reasoning) + MESSAGE_OVERHEAD
