// What asks for it by `hx-trigger="fresh"`, or more often by `hx-trigger="live"`, comes up to date by itself, while somebody looks at it.
const EVERY_MS = { fresh: 15_000, live: 5_000 }

function refresh(name) {
  if (document.hidden) return
  for (const element of document.querySelectorAll(`[hx-trigger~="${name}"]`)) element.dispatchEvent(new Event(name))
}

for (const [name, ms] of Object.entries(EVERY_MS)) {
  setInterval(refresh, ms, name)
  document.addEventListener('visibilitychange', () => refresh(name))
}
