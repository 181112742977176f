// The box in the head of a table ticks those of every row.
const boxesOf = (all) => all.closest('table').querySelectorAll(`tbody input[name="${all.dataset.tickAll}"]`)

document.addEventListener('change', ({ target }) => {
  if (target.matches('[data-tick-all]')) for (const box of boxesOf(target)) box.checked = target.checked
  const all = target.closest('table')?.querySelector('[data-tick-all]')
  if (!all) return
  const ticked = [...boxesOf(all)].filter((box) => box.checked).length
  all.checked = ticked > 0 && ticked === boxesOf(all).length
  all.indeterminate = ticked > 0 && !all.checked
})
