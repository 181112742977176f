// Time that passes: until a limit ends, and while a model thinks.
const starts = new WeakMap()

/** Whole seconds since the page first saw the element. */
function secondsSince(element) {
  if (!starts.has(element)) starts.set(element, Date.now())
  return Math.floor((Date.now() - starts.get(element)) / 1000)
}

function countDown(time) {
  const left = time.dataset.countdown - secondsSince(time)
  if (left > 0) time.textContent = left + time.dataset.unit
  else time.parentElement.textContent = time.parentElement.dataset.over
  return left > 0
}

function tick() {
  const limit = document.querySelector('[data-countdown]')
  const limited = limit !== null && countDown(limit)
  const send = document.querySelector('.send:not(.stop)')
  if (send) send.disabled = limited
  for (const time of document.querySelectorAll('[data-elapsed]')) {
    const seconds = secondsSince(time)
    if (seconds > 1) time.textContent = seconds + time.dataset.unit
  }
}

setInterval(tick, 1000)
document.addEventListener('htmx:after:swap', tick)
tick()
