// Keys of the queue, and what stays as it was when the queue is shown anew. The page works without it.

const rowsOf = () => [...document.querySelectorAll('#queue tr[data-review]')]
const rowAt = (element) => element?.closest?.('#queue tr[data-review]') ?? undefined
const linkOf = (row) => row?.querySelector('a')

function move(step) {
  const rows = rowsOf()
  const at = rows.indexOf(rowAt(document.activeElement))
  const next = at === -1 ? (step > 0 ? 0 : rows.length - 1) : at + step
  linkOf(rows[Math.min(Math.max(next, 0), rows.length - 1)])?.focus()
}

const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  x: () => rowAt(document.activeElement)?.querySelector('input[type=checkbox]')?.click(),
  m: () => rowAt(document.activeElement)?.querySelector('button[form=take]')?.click(),
  '/': () => document.querySelector('#search')?.focus(),
  '?'() {
    const help = document.querySelector('#keys')
    if (help !== null) help.open = !help.open
  },
}

document.addEventListener('keydown', (event) => {
  const { target, key } = event
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
  if (target.matches('textarea, select, input:not([type=checkbox])')) {
    if (key === 'Escape') target.blur()
    return
  }
  if (!Object.hasOwn(KEYS, key)) return
  event.preventDefault()
  KEYS[key]()
})

let before = { focused: undefined, picked: new Set() }

document.addEventListener('htmx:before:swap', () => {
  const picked = document.querySelectorAll('#queue input[type=checkbox]:checked')
  before = {
    focused: rowAt(document.activeElement)?.dataset.review,
    picked: new Set([...picked].map(({ value }) => value)),
  }
})

document.addEventListener('htmx:after:swap', () => {
  for (const row of rowsOf()) {
    if (row.dataset.review === before.focused) linkOf(row)?.focus({ preventScroll: true })
    const box = row.querySelector('input[type=checkbox]')
    if (box !== null && before.picked.has(box.value)) box.checked = true
  }
})
