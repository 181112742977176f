// What asks for it by `hx-trigger="live"` is of this moment, as long as somebody looks at it.
const EVERY_MS = 5_000

function look() {
  if (document.hidden) return
  for (const part of document.querySelectorAll('[hx-trigger="live"]')) part.dispatchEvent(new Event('live'))
}

setInterval(look, EVERY_MS)
document.addEventListener('visibilitychange', look)
