import { ConnectorError } from '../connector-error.ts'

/** Where a listener was to listen, and the names of the two settings that say so. */
export interface ListenAddress {
  readonly host: string
  readonly port: number
  readonly settings: { readonly host: string; readonly port: string }
}

/** The address of a listener cannot be taken; the message names it, its settings and what to do. */
export class ListenError extends ConnectorError {
  override readonly name = 'ListenError'
  readonly code = 'LISTEN'
  readonly retryable = false

  /** @param cause What the server's `error` event brought. */
  constructor(address: ListenAddress, cause: Error) {
    super(`cannot listen on ${address.host}:${address.port}: ${advice(address, cause)}`, { cause })
  }
}

function advice({ host, port, settings }: ListenAddress, cause: Error): string {
  switch ('code' in cause ? cause.code : undefined) {
    case 'EADDRINUSE':
      return `another program uses the port; stop it, or set ${settings.port} to a free one`
    case 'EACCES':
      return `this account may not use port ${port}; set ${settings.port} to one above 1023, or allow it`
    case 'EADDRNOTAVAIL':
      return `this machine has no address ${host}; set ${settings.host} to one of its own, or to 0.0.0.0 for all`
    case 'ENOTFOUND':
      return `the name ${host} is unknown; set ${settings.host} to an address of this machine, or to 0.0.0.0 for all`
    default:
      return `${cause.message}; check ${settings.host} and ${settings.port}`
  }
}
