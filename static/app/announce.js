// Screen readers hear the start and the end of an answer, not every token.
const announcer = document.getElementById('announcer')
let runningId = ''

/** @param {string | undefined} text */
export function announce(text) {
  if (announcer && text) announcer.textContent = text
}

function look() {
  const busyId = document.querySelector('.message[aria-busy="true"]')?.id ?? ''
  if (busyId === runningId || !announcer) return
  const ended = busyId === '' ? document.getElementById(runningId) : null
  if (busyId !== '') announce(announcer.dataset.started)
  else if (ended) announce(ended.dataset.status === 'complete' ? announcer.dataset.ended : announcer.dataset.endedEarly)
  runningId = busyId
}

document.addEventListener('htmx:after:swap', look)
look()
