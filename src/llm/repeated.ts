import { isObject, parseJson } from './json.ts'

/** What JSON writes as it is. A longer piece of a string would hold the whole string in memory: it is left to the parser, which copies. */
const PLAIN = /^[^"\\\p{Cc}]{1,12}$/u
/** longer than any text that it takes the place of, so that it is none of them */
const PROBE = 'a text, but another'
/** so many chunks in a row are looked at for a pattern that none follows */
const TRIES = 3

/**
 * Nearly every chunk of a stream repeats the one before, but for the text. What stands around the text is remembered, and a chunk that has
 * the same around it need not be parsed. Where servers write anything else that changes, all chunks are parsed.
 */
export class RepeatedChunk {
  #before = ''
  #after = ''
  #isKnown = false
  #tries = TRIES

  /** The content of a chunk that repeats the learnt one and brings nothing else; null: it has to be parsed. */
  contentOf(data: string): string | null {
    const start = this.#before.length
    const end = data.length - this.#after.length
    if (!this.#isKnown || end <= start || !data.startsWith(this.#before) || !data.endsWith(this.#after)) return null
    const text = data.slice(start, end)
    if (!PLAIN.test(text)) return null
    this.#tries = TRIES
    return text
  }

  /** Learns what stands around the text, by putting another one into its place: only then is it the place. */
  learn(data: string, chunk: unknown): void {
    const text = soleContentOf(chunk)
    if (text === null || !PLAIN.test(text) || this.#tries === 0) return
    this.#tries--
    const start = data.indexOf('"', data.indexOf('"content"') + '"content"'.length) + 1
    const probed = data.slice(0, start) + PROBE + data.slice(start + text.length)
    this.#isKnown = soleContentOf(parseJson(probed)) === PROBE
    this.#before = probed.slice(0, start)
    this.#after = probed.slice(start + PROBE.length)
  }
}

/** The content of a chunk that brings nothing else. */
function soleContentOf(chunk: unknown): string | null {
  if (!isObject(chunk) || chunk['error'] || chunk['usage'] || !Array.isArray(chunk['choices'])) return null
  const choice: unknown = chunk['choices'][0]
  if (!isObject(choice) || choice['usage'] || typeof choice['finish_reason'] === 'string' || !isObject(choice['delta'])) return null
  const { content, reasoning_content: thought, reasoning } = choice['delta']
  return typeof content === 'string' && !thought && !reasoning ? content : null
}
