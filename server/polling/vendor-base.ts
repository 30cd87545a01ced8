/**
 * Reads a `base.url`. Our tokens go there, so it must be the vendor's own, or an origin that the installation allows.
 * @param isOwn Whether a host is the vendor's.
 * @returns Without a slash at its end; `undefined` if it may not be used.
 */
export function readBase(
  text: string,
  isOwn: (host: string) => boolean,
  allowedOrigins: readonly string[],
): string | undefined {
  const url = URL.parse(text)
  if (url === null || url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    return undefined
  }
  const isTaken = (url.protocol === 'https:' && isOwn(url.host)) || allowedOrigins.includes(url.origin)
  return isTaken ? url.origin + url.pathname.replace(/\/+$/, '') : undefined
}
