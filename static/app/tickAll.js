// The box in the head of a table ticks those of every row; what is ticked is counted.
const boxesOf = (all) => [...all.closest('table').querySelectorAll(`tbody input[name="${all.dataset.tickAll}"]`)]

function tell(all) {
  const boxes = boxesOf(all)
  const ticked = boxes.filter((box) => box.checked).length
  all.checked = ticked > 0 && ticked === boxes.length
  all.indeterminate = ticked > 0 && !all.checked
  for (const place of all.form?.querySelectorAll('[data-ticked]') ?? []) place.textContent = String(ticked)
}

const tellAll = () => document.querySelectorAll('[data-tick-all]').forEach(tell)

document.addEventListener('change', ({ target }) => {
  if (target.matches('[data-tick-all]')) for (const box of boxesOf(target)) box.checked = target.checked
  tellAll()
})
// also when the browser comes back to the page, and fills in what was ticked
addEventListener('pageshow', tellAll)
