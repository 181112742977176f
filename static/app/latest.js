// What was asked in another tab or on another device comes here too: the page asks when it is looked at, and now and then.
import { found, lose } from './strip.js'

const EVERY_MS = 15_000

/** Who is writing keeps the page: a new one would cost an edit, or a word that is being composed. */
const isWriting = () => document.querySelector('.editing') !== null || document.activeElement?.value?.trim()

/** An answer that runs here has a connection of its own. */
function look() {
  if (document.hidden || document.querySelector('.send.stop')) return
  document.getElementById('latest')?.dispatchEvent(new Event('look'))
}

function on(type, handle) {
  document.addEventListener(type, (event) => {
    if (event.detail.ctx.sourceElement?.id === 'latest') handle(event.detail.ctx, event)
  })
}

// A server in trouble is told by the strip; why there is nothing to see here any more is told once.
on('htmx:before:response', ({ response }, event) => {
  if (response.status >= 500 || (response.headers.has('HX-Refresh') && isWriting())) event.preventDefault()
})

on('htmx:finally:request', ({ sourceElement, response }) => {
  if (!response || response.status >= 500) lose(sourceElement)
  else found(sourceElement)
  if (response?.status >= 400 && response.status < 500) sourceElement.remove()
})

// A message that came both as an answer to the composer and by looking is shown once.
document.addEventListener('htmx:before:swap', ({ detail: { tasks } }) => {
  for (const { target, swapSpec, fragment } of tasks) {
    if (target?.id !== 'thread' || swapSpec.style !== 'beforeend') continue
    for (const message of fragment.querySelectorAll('.message')) if (document.getElementById(message.id)) message.remove()
  }
})

setInterval(look, EVERY_MS)
for (const type of ['focus', 'online', 'pageshow']) addEventListener(type, look)
document.addEventListener('visibilitychange', look)
document.addEventListener('click', ({ target }) => target.closest('#try-now') && look())
