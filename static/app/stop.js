// The stop button: it shows that it was pressed, and asks again until the server has heard.
import { backOff } from './backOff.js'

let attempt = 0

function on(type, handle) {
  document.addEventListener(type, (event) => {
    if (event.target.matches?.('.send.stop')) handle(event.target, event)
  })
}

on('htmx:before:request', (button) => {
  if (button.ariaBusy) return
  attempt = 0
  button.ariaBusy = 'true'
  button.ariaLabel = button.dataset.busy
})

// The next attempt says what a server in trouble would have said.
on('htmx:before:response', (_button, event) => {
  if (event.detail.ctx.response.status >= 500) event.preventDefault()
})

on('htmx:finally:request', (button, { detail: { ctx } }) => {
  const status = ctx.response?.status ?? 500
  if (status >= 500) setTimeout(() => button.isConnected && button.click(), backOff(attempt++))
  else if (status >= 400) button.ariaBusy = null
})
