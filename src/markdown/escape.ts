const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const entity = (char: string) => ENTITIES[char] ?? char

/** For text and for attribute values alike: nothing in the result can open a tag, end a value or start an entity. */
export const escapeHtml = (text: string) => text.replace(/[&<>"']/g, entity)

/** As escapeHtml, but leaves entities such as `&copy;` to the browser. Only for text between tags. */
export const escapeText = (text: string) => cleanText(text).replace(/[<>"']|&(?!\w{1,31};|#\d{1,7};|#[xX][\da-fA-F]{1,6};)/g, entity)

const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g

/** Most texts have nothing to be cleaned of. */
const PLAIN = /^[\n\x20-\x7e]*$/

/** Unix line ends, no control characters, no half surrogate pairs. */
export const cleanText = (text: string) =>
  PLAIN.test(text) ? text : text.replace(/\r\n?/g, '\n').replace(CONTROL, '\ufffd').toWellFormed()

/** How many characters at the end of `text` can only be cleaned together with what follows: half a CRLF or half a pair. */
export const undecidedTail = (text: string) => (/[\r\ud800-\udbff]$/.test(text) ? 1 : 0)
