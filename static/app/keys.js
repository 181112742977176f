// The keyboard: Enter sends, Esc stops, ArrowUp edits the last question, / and Ctrl+K search.
import { send } from './composer.js'
import { field } from './drafts.js'

const touch = matchMedia('(pointer: coarse)')

// 229 is what some browsers report for the Enter that ends a composition.
const isComposing = (event) => event.isComposing || event.keyCode === 229
const isTyping = ({ target }) => target.isContentEditable || target.matches('input, textarea, select')

/** On a touch screen Enter is a line, as everywhere there; Ctrl+Enter is for a keyboard beside it. */
const isSend = ({ key, shiftKey, ctrlKey, metaKey, target }) =>
  key === 'Enter' && target === field() && !shiftKey && (!touch.matches || ctrlKey || metaKey)

const isSearch = (event) => (event.key === 'k' && (event.ctrlKey || event.metaKey)) || (event.key === '/' && !isTyping(event))

/** What a key does here; undefined leaves it to the browser. */
function actionOf(event) {
  if (isSend(event)) return send
  if (event.key === 'Escape' && !document.querySelector(':popover-open, dialog[open]')) {
    const stop = document.querySelector('.send.stop:not([aria-busy])')
    return stop && (() => stop.click())
  }
  if (event.key === 'ArrowUp' && event.target === field() && field().value === '') {
    const edit = [...document.querySelectorAll('[data-edit]')].at(-1)
    return edit && (() => edit.click())
  }
  const search = isSearch(event) && document.querySelector('input[type=search]')
  return search && (() => search.focus())
}

document.addEventListener('keydown', (event) => {
  if (event.defaultPrevented || isComposing(event)) return
  const action = actionOf(event)
  if (!action) return
  event.preventDefault()
  action()
})
