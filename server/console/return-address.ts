const HERE = 'http://console.invalid'
/** Longer ones are none of ours. */
const MAX_LENGTH = 2000

/**
 * Where somebody goes on after signing in: a page of ours. Pure.
 * @param given From the address or a form; untrusted.
 * @returns Path and query, or `/` for what leads elsewhere, or in a circle.
 */
export function returnAddress(given: unknown): string {
  if (typeof given !== 'string' || given.length > MAX_LENGTH) return '/'
  // `//` and `/\` begin the name of another host; browsers leave out tabs and line feeds wherever they stand.
  if (!/^\/(?![/\\])[^\p{C}\\]*$/u.test(given)) return '/'
  const url = URL.parse(given, HERE)
  if (url === null || url.origin !== HERE) return '/'
  const path = `${url.pathname}${url.search}`
  return /^\/(?:\/|sign-in|sign-out|language|static)/.test(path) ? '/' : path
}

/** Where somebody signs in who goes on there. Pure. @param returnTo See {@link returnAddress}. */
export function signInAddress(returnTo: string): string {
  return returnTo === '/' ? '/sign-in' : `/sign-in?return=${encodeURIComponent(returnTo)}`
}

/** The page that somebody sees again in another language: as `returnAddress`, or the page for signing in. Pure. @param given Untrusted. */
export function shownAddress(given: unknown): string {
  const returnTo = returnBehind(given)
  return returnTo === undefined ? returnAddress(given) : signInAddress(returnTo)
}

/** Where that page for signing in leads. Pure. @param given Untrusted. @returns Nothing if it is another page. */
export function returnBehind(given: unknown): string | undefined {
  const url = typeof given === 'string' ? URL.parse(given, HERE) : null
  if (url?.origin !== HERE || url.pathname !== '/sign-in') return undefined
  return returnAddress(url.searchParams.get('return'))
}
