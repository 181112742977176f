// Keeps the reader's place when messages come in above it or another version is shown; a new branch is followed.
const page = document.documentElement
let settle = null

const articleOf = (id) => document.getElementById(`m-${id}`)
const topOf = (element) => element.getBoundingClientRect().top

/** What is read stays where it is, whatever comes in above. */
function keepBelow() {
  const below = page.scrollHeight - scrollY
  return () => scrollTo(0, page.scrollHeight - below)
}

/** The switch of versions stays under the pointer, and keeps the focus. */
function keepSwitch(form) {
  const step = form.querySelector('[data-step]').dataset.step
  const top = topOf(form)
  return () => {
    const article = articleOf(form.dataset.shows)
    if (!article) return
    const buttons = [...article.querySelectorAll('[data-step]:not(:disabled)')]
    const button = buttons.find((candidate) => candidate.dataset.step === step) ?? buttons[0]
    if (!button) return
    scrollBy(0, topOf(button) - top)
    button.focus({ preventScroll: true })
  }
}

const follow = () => document.getElementById('jump')?.click()

document.addEventListener('htmx:before:swap', ({ detail: { ctx } }) => {
  const { dataset } = ctx.sourceElement ?? {}
  if (!dataset || ctx.response?.status >= 300) return
  if (dataset.earlier !== undefined) settle = keepBelow()
  else if (dataset.shows !== undefined) settle = keepSwitch(ctx.sourceElement)
  else if (dataset.follows !== undefined) settle = follow
})

document.addEventListener('htmx:after:swap', () => {
  const act = settle
  settle = null
  act?.()
})

// A text is edited at its end; Esc leaves it as it was.
document.addEventListener('focusin', ({ target }) => {
  if (target.matches('.editing textarea') && target.selectionEnd === 0) target.setSelectionRange(target.value.length, target.value.length)
})

// before anybody else hears it: Esc elsewhere stops the answer
document.addEventListener(
  'keydown',
  (event) => {
    if (event.key !== 'Escape' || event.isComposing || !event.target.closest('.editing')) return
    event.stopImmediatePropagation()
    event.target.closest('.editing').querySelector('[data-cancel]').click()
  },
  true,
)
