// The keys of a report's page, its comment and its bars. The page works without them.

const VERDICTS = ['incorrect', 'in policy', 'exception', 'out of policy']
const OPENS = { r: 'act-ask', m: 'act-assign', s: 'act-snooze', '?': 'keys' }

const all = (selector) => Array.from(document.querySelectorAll(selector))
const reasons = () => all('.reason[data-judged]')
const comment = document.querySelector('#comment')
// Whoever has changed the comment keeps it.
let composed = comment?.value

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
  const { key } = event
  const verdict = VERDICTS[Number(key) - 1]
  if (verdict !== undefined) judge(verdict)
  else if (key === 'j' || key === 'k') move(key === 'j' ? 1 : -1)
  else if (key === 'a') toAction('#approve')
  else if (key === 'b') toAction('#send-back')
  else if (key === 'u') document.querySelector('button.undo')?.click()
  else if (key in OPENS) open(OPENS[key])
  else return
  event.preventDefault()
})

document.addEventListener('change', (event) => {
  const reason = event.target.closest?.('.reason[data-judged]')
  if (reason === null || reason === undefined || event.target.type !== 'radio') return
  reason.dataset.judged = event.target.value
  compose()
})

document.addEventListener('click', (event) => {
  const text = event.target.closest?.('[data-add]')?.dataset.add
  if (text === undefined || comment === null) return
  comment.value = [comment.value.trimEnd(), text].filter(Boolean).join('\n')
  count()
  comment.focus()
})

comment?.addEventListener('input', count)
for (const button of all('[data-add]')) button.hidden = false
count()
document.querySelector('#refusal')?.focus()

// One click is one decision, also where two are made; the button's own value has to be sent with it first.
document.querySelector('#decision')?.addEventListener('submit', () => {
  setTimeout(() => {
    for (const button of all('#decision .buttons button')) button.disabled = true
  })
})
// A page that the browser kept comes back as it was left.
window.addEventListener('pageshow', () => {
  for (const button of all('#decision .buttons button')) button.disabled = false
})

// What is left of the time to take back.
setInterval(() => {
  for (const bar of all('progress[data-left]')) bar.value = leftOf(bar)
}, 250)

function leftOf(bar) {
  bar.dataset.until ??= String(performance.now() + Number(bar.dataset.left))
  return Math.max(0, Number(bar.dataset.until) - performance.now())
}

function isTyping(target) {
  if (target.matches?.('textarea, select, [contenteditable]')) return true
  return target.matches?.('input') === true && target.type !== 'radio' && target.type !== 'checkbox'
}

function current() {
  return document.activeElement?.closest('.reason[data-judged]') ?? undefined
}

function move(by) {
  const list = all('.reason')
  const at = list.indexOf(document.activeElement?.closest('.reason'))
  const next =
    at === -1 ? (by > 0 ? list[0] : list.at(-1)) : list[Math.min(Math.max(at + by, 0), list.length - 1)]
  show(next)
}

/**
 * Judges the finding that has the focus, or else the first one that nobody has judged; then goes on to the next one.
 * After a decision was taken back all are judged: they are gone through from the first one again.
 */
function judge(verdict) {
  const list = reasons()
  const unjudged = list.filter((each) => each.dataset.judged === '')
  const reason = current() ?? unjudged[0] ?? list[0]
  const radio = reason?.querySelector(`input[value="${verdict}"]`)
  if (reason === undefined || radio === null || radio === undefined) return
  radio.checked = true
  reason.dataset.judged = verdict
  compose()
  const after = list.indexOf(reason) + 1
  const next =
    unjudged.length === 0
      ? list[after]
      : [...list.slice(after), ...list.slice(0, after)].find((each) => each.dataset.judged === '')
  if (next !== undefined) show(next)
  else if (!isOut()) document.querySelector('#approve')?.focus()
  else toSendBack()
}

/** Without a comment it cannot be sent back, so that comes first. */
function toSendBack() {
  const isEmpty = isOut() && comment?.value.trim() === ''
  document.querySelector(isEmpty ? '#comment' : '#send-back')?.focus()
}

function isOut() {
  return reasons().some((each) => each.dataset.judged === 'out of policy')
}

/** What is not judged comes first: nothing is sent that somebody has not looked at. */
function toAction(selector) {
  const unjudged = selector === '#approve' && reasons().find((each) => each.dataset.judged === '')
  if (unjudged) show(unjudged)
  else if (selector === '#send-back') toSendBack()
  else document.querySelector(selector)?.focus()
}

function show(element) {
  element?.focus()
  element?.scrollIntoView({ block: 'nearest' })
}

function open(id) {
  const details = document.querySelector(`#${id}`)
  if (details === null) return
  details.open = id === 'keys' ? !details.open : true
  ;(details.querySelector('input:not([type="hidden"]), textarea') ?? details.querySelector('summary')).focus()
}

/** Lists what is out of policy, as long as nobody has written anything else. */
function compose() {
  if (comment === null || comment.value !== composed) return
  const out = reasons().filter((each) => each.dataset.judged === 'out of policy')
  // What the policy could not tell, nobody can correct: what is wrong then, only a person can say.
  const told = out.filter((each) => each.dataset.message !== undefined)
  const lines = told.map((each) => `- ${each.dataset.message.trim().replaceAll(/\s+/g, ' ')}`)
  comment.value = lines.length === 0 ? '' : [comment.dataset.heading, ...lines].join('\n')
  composed = comment.value
  count()
}

function count() {
  const shown = document.querySelector('#comment-count')
  if (shown === null || comment === null) return
  const { length } = comment.value
  shown.textContent = shown.textContent.replace(
    /^[\d.,\s\u00a0\u202f]+/,
    `${length.toLocaleString(document.documentElement.lang)} `,
  )
  shown.classList.toggle('over', length > Number(shown.dataset.most))
}

// Receipts are drawn beside their line; without script they open in a tab of their own.
document.addEventListener('click', (event) => {
  const link = event.target.closest?.('a[data-receipt]')
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return
  event.preventDefault()
  void toggleReceipt(link)
})

const MAX_PAGES = 20

async function toggleReceipt(link) {
  const shown = link.parentElement.nextElementSibling
  if (shown?.matches('.receipt')) {
    shown.remove()
    link.textContent = link.dataset.show
    return
  }
  const place = document.createElement('div')
  place.className = 'receipt'
  place.setAttribute('role', 'status')
  link.parentElement.after(place)
  link.dataset.show ??= link.textContent
  link.textContent = document.querySelector('#report').dataset.hide
  place.textContent = document.querySelector('#report').dataset.asking
  try {
    await draw(link, place)
  } catch {
    place.textContent = document.querySelector('#report').dataset.failed
  }
}

async function draw(link, place) {
  const answer = await fetch(link.href)
  place.replaceChildren()
  const type = answer.headers.get('content-type') ?? ''
  if (!answer.ok && type.startsWith('text/plain')) place.textContent = await answer.text()
  else if (type === 'application/pdf') await drawPdf(await answer.arrayBuffer(), place, link.dataset.show)
  else if (type.startsWith('image/'))
    drawImage(await createImageBitmap(await answer.blob()), place, link.dataset.show)
  else throw new Error('no receipt')
}

function drawImage(image, place, label) {
  const canvas = canvasOf(image.width, image.height, label)
  canvas.getContext('2d').drawImage(image, 0, 0)
  place.append(canvas)
}

async function drawPdf(data, place, label) {
  const base = document.querySelector('#report').dataset.pdf
  const pdf = await import(`${base}/build/pdf.min.mjs`)
  pdf.GlobalWorkerOptions.workerSrc = `${base}/build/pdf.worker.min.mjs`
  const task = pdf.getDocument({
    data,
    wasmUrl: `${base}/wasm/`,
    cMapUrl: `${base}/cmaps/`,
    cMapPacked: true,
    standardFontDataUrl: `${base}/standard_fonts/`,
    iccUrl: `${base}/iccs/`,
    isEvalSupported: false,
  })
  const file = await task.promise
  for (let number = 1; number <= Math.min(file.numPages, MAX_PAGES); number += 1) {
    const page = await file.getPage(number)
    const viewport = page.getViewport({ scale: 1.5 })
    const canvas = canvasOf(viewport.width, viewport.height, `${label} ${number}/${file.numPages}`)
    place.append(canvas)
    await page.render({ canvas, viewport }).promise
  }
  await task.destroy()
}

function canvasOf(width, height, label) {
  const canvas = document.createElement('canvas')
  canvas.width = Math.ceil(width)
  canvas.height = Math.ceil(height)
  canvas.setAttribute('role', 'img')
  canvas.setAttribute('aria-label', label)
  return canvas
}
