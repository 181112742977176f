// The question: Enter sends, the draft survives, suggestions fill it in, Esc stops.
const touch = matchMedia('(pointer: coarse)')
const growsByItself = CSS.supports('field-sizing', 'content')

const field = () => document.getElementById('message')
const draftKey = (text) => `draft:${text.form.getAttribute('action')}`

function keep(text) {
  if (!growsByItself) text.rows = Math.min(12, text.value.split('\n').length)
  if (text.value === '') localStorage.removeItem(draftKey(text))
  else localStorage.setItem(draftKey(text), text.value)
}

function fill(text, value) {
  text.value = value
  keep(text)
}

function restore() {
  const text = field()
  if (text?.value === '') fill(text, localStorage.getItem(draftKey(text)) ?? '')
}

function send(text) {
  const button = text.form.querySelector('.send:not(.stop, :disabled)')
  if (button && text.value.trim() !== '') text.form.requestSubmit(button)
}

// 229 is what some browsers report for the Enter that ends a composition.
const isComposing = (event) => event.isComposing || event.keyCode === 229

document.addEventListener('keydown', (event) => {
  if (isComposing(event)) return
  if (event.key === 'Enter' && event.target === field() && !event.shiftKey && !touch.matches) {
    event.preventDefault()
    send(event.target)
  } else if (event.key === 'Escape' && !document.querySelector(':popover-open, :modal')) {
    document.querySelector('.send.stop')?.click()
  }
})

document.addEventListener('input', ({ target }) => {
  if (target === field()) keep(target)
  if (target.name === 'model') document.getElementById('model-name').textContent = target.closest('label').querySelector('b').textContent
})

document.addEventListener('click', (event) => {
  const { target } = event
  // a click on a radio closes its menu, arrow keys walk over it (they click without a pointer: detail is 0)
  if (event.detail > 0 && target.name === 'model') document.getElementById('models').hidePopover()
  const link = target.closest('a.suggestion')
  if (!link || event.metaKey || event.ctrlKey) return
  event.preventDefault()
  fill(field(), new URL(link.href).searchParams.get('q'))
  field().focus()
})

// Cleared only when the server has taken the question.
document.addEventListener('htmx:after:request', ({ detail: { ctx } }) => {
  const text = field()
  if (text && ctx.sourceElement === text.form && ctx.response.status < 300) fill(text, '')
})

document.addEventListener('htmx:error', ({ detail: { ctx } }) => {
  if (ctx?.sourceElement?.id !== 'composer') return
  document.getElementById('notices').replaceChildren(document.getElementById('unreachable').content.cloneNode(true))
})

// Nobody who signs in next reads the drafts of the one before.
document.addEventListener('submit', ({ target }) => {
  if (target.dataset.forgetDrafts === undefined) return
  for (const key of Object.keys(localStorage)) if (key.startsWith('draft:')) localStorage.removeItem(key)
})

document.addEventListener('htmx:after:swap', restore)
restore()
