// One line under the top says what is away: the network, the connection to an answer, or the server.
function missing() {
  if (!navigator.onLine) return 'offline'
  const lost = document.querySelector('[data-lost=told]')
  return lost && (lost.id === 'latest' ? 'away' : 'lost')
}

function show() {
  const what = missing()
  for (const line of document.querySelectorAll('#strip [data-when]')) line.hidden = line.dataset.when !== what
  const button = document.getElementById('try-now')
  if (button) button.hidden = !what
}

/** This element waits for the server; that is told when it lasts longer than a moment. */
export function lose(element) {
  if (element.dataset.lost) return
  element.dataset.lost = 'now'
  setTimeout(() => {
    if (element.dataset.lost) element.dataset.lost = 'told'
    show()
  }, 1_000)
}

export function found(element) {
  delete element.dataset.lost
  show()
}

for (const type of ['online', 'offline']) addEventListener(type, show)
document.addEventListener('htmx:after:swap', show)
show()
