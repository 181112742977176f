// Screen readers hear the start and the end of an answer, not every token.
const announcer = document.getElementById('announcer')
let runningId = ''

/** Says the words that the page keeps under this name. */
export function announce(name) {
  if (announcer) announcer.textContent = announcer.dataset[name]
}

function look() {
  const busyId = document.querySelector('.message[aria-busy="true"]')?.id ?? ''
  if (busyId === runningId) return
  const ended = document.getElementById(runningId)
  if (busyId !== '') announce('started')
  else if (ended) announce(ended.dataset.status === 'complete' ? 'ended' : 'endedEarly')
  runningId = busyId
}

document.addEventListener('htmx:after:swap', look)
look()
