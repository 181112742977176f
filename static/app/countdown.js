// Time that passes: until a limit ends, and while a model thinks.
const starts = new WeakMap()
/** when an answer began, by the browser's clock, under the id of its thinking */
const began = new Map()
/** how far the browser's clock is ahead of the server's */
const ahead = Date.now() - document.body.dataset.now

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

/** Counts until there is something of an answer, over whatever shows it. */
function countUp(time) {
  const { id } = time.closest('.think')
  if (!began.has(id)) began.set(id, time.dataset.elapsed ? Number(time.dataset.elapsed) + ahead : Date.now())
  const seconds = Math.floor((Date.now() - began.get(id)) / 1000)
  if (seconds > 0) time.textContent = seconds + time.dataset.unit
}

const THINKING = '.message:not(:has(> .prose > :is([data-block], [data-open]:not(:empty)))) > .think [data-elapsed]'

function tick() {
  const limit = document.querySelector('[data-countdown]')
  const limited = limit !== null && countDown(limit)
  const send = document.querySelector('.send:not(.stop)')
  if (send) send.disabled = limited
  for (const time of document.querySelectorAll(THINKING)) countUp(time)
}

setInterval(tick, 1000)
document.addEventListener('htmx:after:swap', tick)
tick()
