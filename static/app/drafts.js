// What is typed and not sent yet: the one thing that is kept in this browser, for its user and its conversation.
const SAVE_MS = 400
const growsByItself = CSS.supports('field-sizing', 'content')

const owner = `draft:${document.body.dataset.user}:`
const keyOf = (text) => owner + text.form.getAttribute('action')
/** `{ id, text }`: sent under this client id, and nobody knows whether it arrived */
let tried
let timer
let shown

export const field = () => document.getElementById('message')

function read(text) {
  try {
    return JSON.parse(localStorage.getItem(keyOf(text))) ?? {}
  } catch {
    return {}
  }
}

function save() {
  clearTimeout(timer)
  timer = undefined
  const text = field()
  if (!text) return
  try {
    if (text.value === '') localStorage.removeItem(keyOf(text))
    else localStorage.setItem(keyOf(text), JSON.stringify({ text: text.value, tried }))
  } catch {
    // the store is full, or closed to us: the text is still in its field
  }
}

/** To be called at every change of the text. */
export function changed(text) {
  if (!growsByItself) text.rows = Math.min(12, text.value.split('\n').length)
  timer ??= setTimeout(save, SAVE_MS)
}

/** The server has this question: what was added to it meanwhile stays. */
export function taken(question) {
  const text = field()
  const rest = text.value.startsWith(question) ? text.value.slice(question.length) : text.value
  text.value = ''
  tried = undefined
  save()
  return rest
}

/** The same text is sent again under the same id, whatever happened to it; another text is another question. */
export function clientIdFor(question) {
  const fresh = document.getElementById('client-id').value
  if (tried?.text !== question) tried = { text: question, id: tried ? `${fresh}-${Math.random().toString(36).slice(2)}` : fresh }
  save()
  return tried.id
}

/** Shows what was kept, unless the server says that it has arrived. */
export function restore() {
  const text = field()
  if (!text || text === shown) return
  shown = text
  const draft = read(text)
  const arrived = draft.tried && draft.tried.id === document.getElementById('client-id').dataset.taken
  tried = arrived ? undefined : draft.tried
  if (arrived && draft.tried.text === draft.text) localStorage.removeItem(keyOf(text))
  else if (text.value === '') text.value = draft.text ?? ''
  if (text.value !== '') changed(text)
}

addEventListener('pagehide', () => timer && save())
document.addEventListener('visibilitychange', () => timer && save())

// Nobody who uses this browser next finds the drafts of who signs out.
document.addEventListener('submit', ({ target }) => {
  if (target.dataset.forgetDrafts === undefined) return
  clearTimeout(timer)
  timer = undefined
  for (const key of Object.keys(localStorage)) if (key.startsWith(owner)) localStorage.removeItem(key)
})
