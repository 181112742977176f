// What asks for it by `hx-trigger="fresh"` comes up to date by itself, while somebody looks at it.
const EVERY_MS = 15_000

function refresh() {
  if (document.hidden) return
  for (const element of document.querySelectorAll('[hx-trigger~="fresh"]')) element.dispatchEvent(new Event('fresh'))
}

setInterval(refresh, EVERY_MS)
document.addEventListener('visibilitychange', refresh)
