// The question: Enter sends, the draft survives, suggestions fill it, Esc stops.
const touch = matchMedia('(pointer: coarse)')
const growsByItself = CSS.supports('field-sizing', 'content')

/** @returns {HTMLTextAreaElement | null} */
const field = () => document.querySelector('#composer textarea')

/** @param {HTMLTextAreaElement} text */
const draftKey = (text) => `draft:${text.form?.getAttribute('action')}`

/** @param {HTMLTextAreaElement} text */
function keep(text) {
  if (!growsByItself) text.rows = Math.min(12, text.value.split('\n').length)
  if (text.value === '') localStorage.removeItem(draftKey(text))
  else localStorage.setItem(draftKey(text), text.value)
}

function restore() {
  const text = field()
  if (!text || text.value !== '') return
  text.value = localStorage.getItem(draftKey(text)) ?? ''
}

/** @param {HTMLTextAreaElement} text */
function send(text) {
  /** @type {HTMLButtonElement | null | undefined} */
  const button = text.form?.querySelector('.send:not(.stop)')
  if (button && !button.disabled && text.value.trim() !== '') text.form?.requestSubmit(button)
}

/** 229 is what some browsers report for the Enter that ends a composition.
 * @param {KeyboardEvent} event */
const isPlainEnter = (event) => event.key === 'Enter' && !event.shiftKey && !event.isComposing && event.keyCode !== 229

document.addEventListener('keydown', (event) => {
  const text = field()
  if (text && event.target === text && isPlainEnter(event) && !touch.matches) {
    event.preventDefault()
    send(text)
  } else if (event.key === 'Escape' && !event.isComposing && !document.querySelector(':popover-open, :modal')) {
    /** @type {HTMLButtonElement | null} */ (document.querySelector('.send.stop'))?.click()
  }
})

document.addEventListener('input', (event) => {
  const text = field()
  if (text && event.target === text) keep(text)
})

document.addEventListener('change', (event) => {
  const input = event.target
  if (!(input instanceof HTMLInputElement) || input.name !== 'model') return
  const name = input.closest('label')?.querySelector('b')?.textContent ?? ''
  const shown = document.getElementById('model-name')
  if (shown) shown.textContent = name
})

// A radio in a menu closes it when it is clicked, not while arrow keys walk over it.
document.addEventListener('click', (event) => {
  if (event.detail > 0 && event.target instanceof HTMLInputElement && event.target.name === 'model') document.getElementById('models')?.hidePopover()
})

document.addEventListener('click', (event) => {
  const link = event.target instanceof Element ? event.target.closest('a.suggestion') : null
  const text = field()
  if (!(link instanceof HTMLAnchorElement) || !text || event.metaKey || event.ctrlKey) return
  event.preventDefault()
  text.value = new URL(link.href).searchParams.get('q') ?? ''
  keep(text)
  text.focus()
  text.setSelectionRange(text.value.length, text.value.length)
})

// Cleared only when the server has taken the question.
document.addEventListener('htmx:after:request', (event) => {
  const { ctx } = /** @type {CustomEvent} */ (event).detail
  const text = field()
  if (!text || ctx.sourceElement !== text.form || ctx.response.status >= 300) return
  text.value = ''
  keep(text)
})

document.addEventListener('submit', (event) => {
  if (!(event.target instanceof HTMLElement) || event.target.dataset.forgetDrafts === undefined) return
  for (const key of Object.keys(localStorage)) if (key.startsWith('draft:')) localStorage.removeItem(key)
})

document.addEventListener('htmx:after:swap', restore)
restore()
