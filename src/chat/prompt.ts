import type { Site } from '../site/settings.ts'

/** What every conversation starts with that has no prompt of its own. It holds no date and no name: the same bytes each time let the vendor's cache hit. */
export const SYSTEM_PROMPT = [
  'You are a helpful, knowledgeable assistant. Answer in the language of the question.',
  'Be accurate and clear; say so when you are not sure. Write Markdown; put code in fenced blocks with their language, and formulas in $…$ or $$…$$.',
].join('\n')

/**
 * What a conversation starts with: the administrator's words, and then its own, or ours. A change holds from the next question on, in
 * every conversation; between two changes it is the same bytes.
 */
export const promptFor = ({ systemPrompt }: Pick<Site, 'systemPrompt'>, own: string | null): string =>
  [systemPrompt ?? '', own ?? SYSTEM_PROMPT].filter((text) => text !== '').join('\n\n')

/** What asks for a summary; it follows the very messages that are to be summed up. */
export const SUMMARY_PROMPT = [
  'The messages above will not be shown to you any more. Write down what you need of them to go on with the conversation, in its language:',
  'what is wanted and why, facts, names, numbers and code that were given, what was decided, what is still open.',
  'If there is a summary above, take over what still matters. At most 400 words, plain sentences, nothing else.',
].join('\n')

/** What a summary is told under, after the system prompt. */
export const SUMMARY_LEAD = 'Earlier messages of this conversation are left out. What they said, in short:'

/** What follows a partial answer that the model is to go on with; always the same bytes. */
export const CONTINUE_PROMPT =
  'Your last message broke off. Go on exactly where it ends, even in the middle of a word, a list or a block of code: repeat nothing of it, begin nothing anew, and say nothing about the break.'
