/** What a key of Concur's consists of; it holds `$` and stray `%`, and is never decoded or rebuilt. */
export const KEY = "[A-Za-z0-9$%_.~!*'()+,;=:@-]{1,300}"

/**
 * The path of an absolute URL that came from outside, byte for byte; the host is left behind on purpose.
 *
 * A server, or a proxy before it, may decode percent escapes, more than once, may take `\\` for `/`, and may drop what
 * follows a `;` in a segment. Each of these readings is considered: `%2e`, `%2f` and `%5c` in either case, escaped up to
 * three times more (`%252e`), and a path in which any of them makes a segment `.` or `..` is refused. No other escape can
 * lead elsewhere, so that none is decoded: a key such as `3%Rek29$wsIY`, whose `%` escapes nothing, passes, and so does
 * one with `%2F` or `;` in it as long as no segment is made of dots.
 * @returns `undefined` if there is none, if a query or fragment follows, if a URL would not hold the path as it is (`..`
 * and `%2e%2e` would be resolved, a backslash turned, a blank escaped), or if it leads elsewhere in one of those readings.
 */
export function verbatimPath(url: string): string | undefined {
  const path = /^https?:\/\/[^/?#\s\\]+(\/[^?#]*)$/i.exec(url)?.[1]
  if (path === undefined || leadsElsewhere(path)) return undefined
  const probe = `https://concur.invalid${path}`
  return URL.parse(probe)?.href === probe ? path : undefined
}

const DOUBLY_ESCAPED = /%25(?=2e|2f|5c|25)/gi
const MAX_ESCAPES = 3

function leadsElsewhere(path: string): boolean {
  let read = path
  for (let times = 0; times < MAX_ESCAPES; times += 1) read = read.replaceAll(DOUBLY_ESCAPED, '%')
  const segments = read
    .replaceAll(/%2e/gi, '.')
    .replaceAll(/%2f/gi, '/')
    .replaceAll(/%5c/gi, '\\')
    .split(/[/\\]/)
  return segments.some((segment) => /^\.{1,2}(;|$)/.test(segment))
}
