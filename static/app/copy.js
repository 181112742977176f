// Copies an answer, a question, a block of code or a token.
import { announce } from './announce.js'

/** Plain http has no clipboard API. */
function copyBySelection(text) {
  const area = document.createElement('textarea')
  area.value = text
  area.className = 'sr'
  document.body.append(area)
  area.select()
  const done = document.execCommand('copy')
  area.remove()
  return done
}

const copy = (text) =>
  navigator.clipboard
    ? navigator.clipboard.writeText(text).then(
        () => true,
        () => false,
      )
    : copyBySelection(text)

const sourceOf = (button) =>
  button.closest('.secret')?.querySelector('code').textContent ??
  button.closest('.code')?.querySelector('pre').textContent ??
  button.closest('.message').querySelector('.bubble, .prose').innerText

document.addEventListener('click', async ({ target }) => {
  const button = target.closest('[data-copy], .code > figcaption button')
  if (!button) return
  const done = await copy(sourceOf(button))
  announce(done ? 'copied' : 'copyFailed')
  if (!done) return
  const shape = button.querySelector('use')
  shape?.setAttribute('href', '#i-check')
  setTimeout(() => shape?.setAttribute('href', '#i-copy'), 1500)
})
