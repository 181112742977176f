// Copies an answer, a question or a block of code.
import { announce } from './announce.js'

/** @param {string} text */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return copyBySelection(text)
  }
}

/** Plain http has no clipboard API. @param {string} text */
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

/** @param {Element} button */
function sourceOf(button) {
  const code = button.closest('figcaption')?.parentElement?.querySelector('pre')
  if (code) return code.textContent ?? ''
  /** @type {HTMLElement | null | undefined} */
  const body = button.closest('.message')?.querySelector('.bubble, .prose')
  return body?.innerText
}

document.addEventListener('click', async (event) => {
  const button = event.target instanceof Element ? event.target.closest('[data-copy], .code > figcaption button') : null
  const text = button && sourceOf(button)
  if (!button || !text) return
  const done = await copy(text)
  const words = document.getElementById('announcer')?.dataset
  announce(done ? words?.copied : words?.copyFailed)
  if (done) showDone(button)
})

/** @param {Element} button */
function showDone(button) {
  const shape = button.querySelector('use')
  shape?.setAttribute('href', '#i-check')
  setTimeout(() => shape?.setAttribute('href', '#i-copy'), 1500)
}
