/** Rendered HTML is cached with a message under this number; raise it when the same text would render otherwise. */
export const RENDER_VERSION = 3

export type RenderOptions = {
  /** prefixes every id in the HTML, so that messages on one page cannot collide; letters, digits, `-` and `_` */
  idPrefix: string
  /** words that appear inside of answers, in the reader's language */
  words: {
    copy: string
    formula: string
    table: string
    code: string
    footnotes: string
    /** before a number: "Footnote 3" */
    footnote: string
    /** names the arrow of a footnote */
    backToText: string
    /** names of a ticked and an empty box in a task list */
    done: string
    toDo: string
  }
}
