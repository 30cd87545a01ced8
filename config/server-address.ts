const SSL_MODES: ReadonlySet<string> = new Set([
  'disable',
  'no-verify',
  'require',
  'verify-ca',
  'verify-full',
])
const ENCODE =
  'percent-encode what the user and the password have of `@ : / ? # %` (`@` is `%40`, `#` is `%23`, `%` is `%25`)'

/**
 * What is wrong with the address of a PostgreSQL server; never with a piece of it, which may be one of the password.
 * @param text `postgres://user:password@host:port/database?parameters`.
 * @returns Nothing, if pg reads it as it is meant.
 */
export function serverAddressProblem(text: string): string | undefined {
  const authority = /^postgres(?:ql)?:\/\/([^/?#]*)/.exec(text)?.[1] ?? ''
  const [login = '', host = ''] = authority.includes('@') ? authority.split(/@(.*)/s) : ['', authority]
  const rest = text.slice(text.indexOf('//') + 2 + authority.length)
  const isCut = authority.includes('@') ? /^[^?]*@/.test(rest) : rest.includes('@')
  if (isCut || host.includes('@') || text.includes('#') || /%(?![0-9a-f]{2})/i.test(login)) return ENCODE
  if (host.includes(','))
    return 'one host: for several servers, an address that leads to the one that is written'
  const parameters = URL.parse(text)?.searchParams
  if (parameters === undefined || host === '') return undefined
  const mode = parameters.get('sslmode')
  if (parameters.has('ssl') || (mode !== null && !SSL_MODES.has(mode))) {
    return '`sslmode=disable`, `no-verify`, `require`, `verify-ca` or `verify-full` for TLS'
  }
  return undefined
}

/** Whether what goes to a PostgreSQL server of another machine, expense reports and the password, goes in clear. */
export function isInClear(url: string): boolean {
  const { protocol, hostname, searchParams } = new URL(url)
  if (!protocol.startsWith('postgres') || /^(?:localhost|127\.[\d.]+|\[::1\])$/.test(hostname)) return false
  return ['disable', null].includes(searchParams.get('sslmode'))
}
