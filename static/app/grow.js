// An answer grows at its end: most frames are a number and the HTML to be added so many elements deep in the open block. They need
// no swap, and nothing that stands there is touched.
const FRAME = /^(\d+) ([^]*)$/

const placeIn = (message, depth) => {
  let place = message.querySelector('[data-open]')
  for (let level = 0; level < depth; level++) place = place?.lastElementChild
  return place
}

function add(source, place, html) {
  place?.insertAdjacentHTML('beforeend', html)
  source.dispatchEvent(new CustomEvent('htmx:after:swap', { bubbles: true, detail: { ctx: { sourceElement: source } } }))
}

document.addEventListener('htmx:sse:before:message', (event) => {
  const { target, detail } = event
  const frame = detail.message.event ? null : FRAME.exec(detail.message.data)
  if (!frame) return
  event.preventDefault()
  add(target, placeIn(target.closest('.message'), Number(frame[1])), frame[2])
})

document.addEventListener('thinking', ({ target, detail }) => {
  add(target, target.closest('.message').querySelector('.think > div'), detail.data)
})
