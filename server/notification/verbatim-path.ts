/** What a key of Concur's consists of; it holds `$` and stray `%`, and is never decoded or rebuilt. */
export const KEY = "[A-Za-z0-9$%_.~!*'()+,;=:@-]{1,300}"

/**
 * The path of an absolute URL that came from outside, byte for byte; the host is left behind on purpose.
 * @returns `undefined` if there is none, if a query or fragment follows, or if a URL would not hold the path as it
 * is: `..` and `%2e%2e` would be resolved, a backslash turned, a blank escaped.
 */
export function verbatimPath(url: string): string | undefined {
  const path = /^https?:\/\/[^/?#\s\\]+(\/[^?#]*)$/i.exec(url)?.[1]
  if (path === undefined) return undefined
  const probe = `https://concur.invalid${path}`
  return URL.parse(probe)?.href === probe ? path : undefined
}
