/** Milliseconds until the next attempt: twice as long each time, up to half a minute, and never the same for all pages. */
export const backOff = (attempt) => Math.min(25_000, 500 * 2 ** attempt) * (0.7 + 0.6 * Math.random())
