// The page follows an answer as it grows, lets go on any scroll upwards, and comes back at the end or by the button.
const page = document.documentElement
const UPWARDS = ['ArrowUp', 'PageUp', 'Home']
let following = true
let held = false
let lastY = scrollY

const gap = () => page.scrollHeight - innerHeight - scrollY

function showJump() {
  const button = document.getElementById('jump')
  if (button) button.hidden = gap() < 80
}

/** Where the page is now: who has moved up is left alone, who comes back to the end is taken along. */
function look() {
  if (scrollY < lastY - 1 && gap() > 1) following = false
  else if (scrollY > lastY && gap() <= 8) following = true
  lastY = scrollY
}

/** Before the page has moved: the next frame of an answer must not undo a scroll that has only begun. */
function letGo() {
  if (page.scrollHeight > innerHeight) following = false
}

/** A text of the thread is selected: that of the composer is another matter. */
function isSelecting() {
  const { type, anchorNode } = getSelection()
  return type === 'Range' && anchorNode.parentElement?.closest('.thread')
}

/** Whatever the page did before. */
function takeHold() {
  following = true
  lastY = scrollY
}

function follow() {
  look()
  // nothing moves under a finger, a pressed button or a selection
  if (following && !held && !isSelecting() && document.querySelector('.thread:not(.welcome)')) scrollTo(0, page.scrollHeight)
  lastY = scrollY
  showJump()
}

addEventListener('scroll', () => {
  look()
  showJump()
})
addEventListener('resize', follow)

// what scrolls in itself is another matter; the margins of the page are not
const APART = '.sidebar, [popover], dialog, textarea'
addEventListener('wheel', ({ deltaY, target }) => deltaY < 0 && !target.closest(APART) && letGo(), { passive: true })
addEventListener('keydown', ({ key, shiftKey, target }) => {
  const isUp = UPWARDS.includes(key) || (key === ' ' && shiftKey)
  if (isUp && !target.closest('input, textarea, select, [popover], dialog')) letGo()
})

for (const type of ['mousedown', 'touchstart']) addEventListener(type, () => (held = true), { passive: true })
for (const type of ['mouseup', 'dragend', 'touchend', 'touchcancel']) addEventListener(type, () => (held = false))

document.addEventListener('click', ({ target }) => {
  if (!target.closest('#jump')) return
  takeHold()
  getSelection().empty()
  follow()
})

document.addEventListener('htmx:before:swap', ({ detail: { ctx } }) => {
  if (ctx.sourceElement?.id === 'composer') takeHold()
})

document.addEventListener('htmx:after:swap', follow)
follow()
