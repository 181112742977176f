// Time that passes: until a limit ends, and while a model thinks.
/** @type {WeakMap<Element, number>} */
const starts = new WeakMap()

/** Seconds since the page first saw it. @param {Element} element */
function secondsSince(element) {
  const start = starts.get(element) ?? Date.now()
  starts.set(element, start)
  return Math.floor((Date.now() - start) / 1000)
}

/** @param {HTMLElement} time */
function countDown(time) {
  const left = Number(time.dataset.countdown) - secondsSince(time)
  if (left > 0) time.textContent = left + (time.dataset.unit ?? '')
  else time.parentElement?.replaceChildren(time.parentElement.dataset.over ?? '')
  return left > 0
}

function tick() {
  const limit = document.querySelector('[data-countdown]')
  const waiting = limit instanceof HTMLElement && countDown(limit)
  /** @type {HTMLButtonElement | null} */
  const send = document.querySelector('.send:not(.stop)')
  if (send && send.disabled !== waiting) send.disabled = waiting
  for (const time of document.querySelectorAll('[data-elapsed]')) {
    const seconds = secondsSince(time)
    if (seconds > 1 && time instanceof HTMLElement) time.textContent = seconds + (time.dataset.unit ?? '')
  }
}

setInterval(tick, 1000)
document.addEventListener('htmx:after:swap', tick)
tick()
