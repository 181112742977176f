// The connection to a running answer: cut, it is made again, for ever but gently, from where the page is.
import { backOff } from './backOff.js'
import { found, lose } from './strip.js'

const SOURCE = '[hx-sse\\:connect]'
/** the server says something at least every 15 s */
const SILENT_MS = 35_000
/** browsers open six connections to one server without TLS: hidden tabs leave them to the others */
const HIDDEN_MS = 10_000

const links = new WeakMap()
let hiding

/** What is known of the connection of one answer. */
function linkOf(source) {
  if (!links.has(source)) links.set(source, { open: false, attempt: 0, heardAt: 0, lastId: '', timer: 0 })
  return links.get(source)
}

/** Calls `handle` for the events that are about the connection of an answer. */
function on(type, handle) {
  document.addEventListener(type, (event) => {
    const source = event.detail.ctx?.sourceElement ?? event.target
    if (source.isConnected && source.matches?.(SOURCE)) handle(source, linkOf(source), event)
  })
}

const connect = (source) => source.dispatchEvent(new Event('again'))
const cut = (source) => source.dispatchEvent(new Event('htmx:abort'))

/** Now, or as soon as the tab is looked at. */
function connectAll(alsoOpen) {
  for (const source of document.querySelectorAll(SOURCE)) {
    const link = linkOf(source)
    link.attempt = 0
    if (!link.open) connect(source)
    else if (alsoOpen) cut(source)
  }
}

function cutSilent(limit) {
  for (const source of document.querySelectorAll(SOURCE)) {
    const { open, heardAt } = linkOf(source)
    if (open && Date.now() - heardAt > limit) cut(source)
  }
}

on('htmx:config:request', (_source, { lastId }, { detail: { ctx } }) => {
  if (lastId !== '') ctx.request.headers['Last-Event-ID'] = lastId
})

on('htmx:before:request', (_source, link) => {
  clearTimeout(link.timer)
  Object.assign(link, { open: true, heardAt: Date.now() })
})

// What is not a stream comes from something in between, or from a server in trouble: nothing to show.
on('htmx:before:response', (_source, _link, event) => {
  if (!event.detail.ctx.response.headers.get('Content-Type')?.includes('event-stream')) event.preventDefault()
})

on('htmx:sse:after:connection', found)

on('htmx:sse:after:message', (_source, link, { detail: { message } }) => {
  Object.assign(link, { attempt: 0, heardAt: Date.now(), lastId: message.id || link.lastId })
})

on('htmx:sse:close', (source, _link, { detail: { reason } }) => {
  if (reason === 'message') source.remove()
})

on('htmx:finally:request', (source, link) => {
  link.open = false
  if (document.hidden) return
  link.timer = setTimeout(() => connect(source), backOff(link.attempt++))
  lose(source)
})

setInterval(() => cutSilent(SILENT_MS), 5_000)
addEventListener('online', () => connectAll(true))
document.addEventListener('visibilitychange', () => {
  clearTimeout(hiding)
  if (document.hidden) return void (hiding = setTimeout(() => cutSilent(-1), HIDDEN_MS))
  cutSilent(SILENT_MS)
  connectAll()
})
document.addEventListener('click', ({ target }) => target.closest('#try-now') && connectAll(true))
