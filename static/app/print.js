// A page that is better kept on paper.
document.addEventListener('click', ({ target }) => {
  if (target.closest('[data-print]')) window.print()
})
