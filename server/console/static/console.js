// What every page does with script. Pages work without it.

// The stream of a session that has ended would be asked for without end.
document.addEventListener('htmx:sse:error', (event) => {
  if (event.detail?.status !== 401) return
  event.target.remove()
  // Its answer says so above the page.
  document.querySelector('#ended')?.dispatchEvent(new Event('ended'))
})

// What was said of the last request does not stay when the next one begins.
document.addEventListener('htmx:before:request', (event) => {
  if (event.target.closest?.('[hx-sse\\:connect]') === null)
    document.querySelector('#problem')?.replaceChildren()
})
