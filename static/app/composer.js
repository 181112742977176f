// The question: sent once, cleared only when the server has it, and filled in by suggestions.
import { changed, clientIdFor, field, restore, taken } from './drafts.js'

let question = ''
let rest = ''

export function send() {
  const text = field()
  const button = text.form.querySelector('.send:not(.stop, :disabled)')
  if (button && text.value.trim() !== '') text.form.requestSubmit(button)
}

/** As if it was typed: the reader can take it back. */
function type(text, value) {
  text.focus()
  text.select()
  if (!document.execCommand('insertText', false, value)) text.value = value
  changed(text)
}

const on = (event, handle) =>
  document.addEventListener(event, ({ detail: { ctx } }) => ctx?.sourceElement?.id === 'composer' && handle(ctx))

on('htmx:before:request', ({ request: { body } }) => {
  question = body.get('message')
  body.set('client_id', clientIdFor(question))
  body.set('asker', document.body.dataset.user)
})

// An answer that is none of ours, as of a proxy that wants a password, has taken nothing.
on('htmx:after:request', ({ text }) => {
  if (text.includes('id="client-id"')) rest = taken(question)
})

/** Shows words that the page keeps under this name. */
const tell = (name) => document.getElementById('notices').replaceChildren(document.getElementById(name).content.cloneNode(true))

on('htmx:error', () => tell('unreachable'))

document.addEventListener('paste', ({ target, clipboardData }) => {
  if (target !== field()) return
  const kept = target.value.length - (target.selectionEnd - target.selectionStart)
  if (kept + clipboardData.getData('text').length > target.maxLength) tell('cut')
})

document.addEventListener('htmx:after:swap', () => {
  restore()
  if (rest === '') return
  field().value = rest
  rest = ''
  changed(field())
})

document.addEventListener('input', ({ target }) => {
  if (target === field()) changed(target)
  if (target.name === 'model') document.getElementById('model-name').textContent = target.closest('label').querySelector('b').textContent
})

document.addEventListener('click', (event) => {
  const { target } = event
  // a click on a radio closes its menu, arrow keys walk over it (they click without a pointer: detail is 0)
  if (event.detail > 0 && target.name === 'model') document.getElementById('models').hidePopover()
  const link = target.closest('a.suggestion')
  if (!link || event.metaKey || event.ctrlKey) return
  event.preventDefault()
  type(field(), new URL(link.href).searchParams.get('q'))
})

restore()
