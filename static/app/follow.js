// The page follows an answer as it grows, lets go on any scroll upwards, and comes back at the end or by the button.
const page = document.documentElement
let following = true
let lastY = scrollY

const gap = () => page.scrollHeight - innerHeight - scrollY

function showJump() {
  const button = document.getElementById('jump')
  if (button) button.hidden = following || gap() < 80
}

function follow() {
  if (following && document.querySelector('.thread:not(.welcome)')) scrollTo(0, page.scrollHeight)
  lastY = scrollY // what a swap itself moved is not the reader's doing
  showJump()
}

addEventListener('scroll', () => {
  if (gap() <= 8) following = true
  else if (scrollY < lastY - 1) following = false
  lastY = scrollY
  showJump()
})

// A wheel turned upwards lets go at once, before the page has moved.
addEventListener(
  'wheel',
  ({ deltaY }) => {
    if (deltaY < 0 && page.scrollHeight > innerHeight) following = false
  },
  { passive: true },
)

document.addEventListener('click', ({ target }) => {
  if (!target.closest('#jump')) return
  following = true
  follow()
})

document.addEventListener('htmx:before:swap', ({ detail: { ctx } }) => {
  if (ctx.sourceElement?.id === 'composer') following = true
})

document.addEventListener('htmx:after:swap', follow)
follow()
