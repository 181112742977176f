// `command` and `commandfor` for browsers that do not know them yet.
if (!('commandForElement' in HTMLButtonElement.prototype)) {
  document.addEventListener('click', ({ target }) => {
    const button = target.closest('[commandfor]')
    const dialog = document.getElementById(button?.getAttribute('commandfor'))
    if (button?.getAttribute('command') === 'show-modal') dialog.showModal()
    else dialog?.close()
  })
}
