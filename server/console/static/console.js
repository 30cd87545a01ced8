// What every page does with script. Pages work without it.

// A page that shows the queue is told when that has changed, and asks for itself anew then. Nothing is told to a page that
// nobody sees: a browser has six connections to a server, and each of these streams holds one.

const AGAIN_MS = 5000
const place = document.querySelector('#stream')
// What the page shows; without it, the server tells at once that there is something else.
let since = place?.dataset.since ?? ''
let stream
let again

function listen() {
  stop()
  if (document.hidden) return
  stream = new EventSource(`/events?since=${encodeURIComponent(since)}`)
  stream.addEventListener('queue', ({ lastEventId }) => {
    since = lastEventId
    ask()
  })
  stream.addEventListener('error', ({ target }) => {
    // The browser makes a lost connection again by itself, but does not ask twice for what it was refused.
    if (target.readyState !== EventSource.CLOSED) return
    listenLater()
    // Why, only the page can say: the session may have ended.
    ask()
  })
}

function listenLater() {
  since = ''
  clearTimeout(again)
  again = setTimeout(listen, AGAIN_MS)
}

function stop() {
  clearTimeout(again)
  stream?.close()
}

function ask() {
  place.dispatchEvent(new Event('queue'))
}

if (place !== null) {
  // By then htmx knows what is to follow.
  setTimeout(listen)
  document.addEventListener('visibilitychange', listen)
  place.addEventListener('htmx:error', listenLater)
  place.addEventListener('htmx:response:error', ({ detail }) => {
    listenLater()
    // Whoever signs in elsewhere and comes back to the page finds it going on.
    if (detail.ctx.response.status === 401) stop()
  })
}

// Our own answers say what becomes of the page. What a proxy says in our place takes nothing away.
document.addEventListener('htmx:response:error', ({ detail }) => {
  detail.ctx.swap = 'none'
})

// What was said of the last request does not stay when the next one begins.
document.addEventListener('htmx:before:request', () => document.querySelector('#problem')?.replaceChildren())
