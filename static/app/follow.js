// The page follows an answer as it grows, lets go on any scroll upwards, and comes back at the end or by the button.
const page = document.documentElement
let following = true
let lastY = scrollY

const gap = () => page.scrollHeight - innerHeight - scrollY
const jump = () => document.getElementById('jump')

function toEnd() {
  following = true
  scrollTo({ top: page.scrollHeight })
  showJump()
}

function showJump() {
  const button = jump()
  if (button) button.hidden = following || gap() < 80
}

addEventListener('scroll', () => {
  if (scrollY < lastY - 1 && gap() > 2) following = false
  else if (gap() <= 8) following = true
  lastY = scrollY
  showJump()
}, { passive: true })

// A wheel turned upwards lets go at once, before the page has moved.
addEventListener('wheel', (event) => {
  if (event.deltaY < 0 && page.scrollHeight > innerHeight) following = false
}, { passive: true })

document.addEventListener('click', (event) => {
  if (event.target instanceof Element && event.target.closest('#jump')) toEnd()
})

document.addEventListener('htmx:before:swap', (event) => {
  if (/** @type {CustomEvent} */ (event).detail.ctx.sourceElement?.id === 'composer') following = true
})

document.addEventListener('htmx:after:swap', () => {
  if (following && document.querySelector('.thread:not(.welcome)')) toEnd()
  else showJump()
})

if (document.querySelector('.thread:not(.welcome)')) toEnd()
