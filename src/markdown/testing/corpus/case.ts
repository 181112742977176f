/** A text, and its HTML in the short form of `compact`. */
export type Case = readonly [text: string, html: string]
