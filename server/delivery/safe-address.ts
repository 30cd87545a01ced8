import { lookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'

const { isValid, parse } = ipaddr

/** An address that we do not call, because it is not one of the public internet. */
export class ForbiddenAddressError extends Error {
  override readonly name = 'ForbiddenAddressError'
  readonly code = 'FORBIDDEN_ADDRESS'
}

/**
 * Whether a host can be seen to lie in a private network by its name alone: by an address, or a name of this machine.
 * @param hostname Of a URL.
 */
export function isForbiddenHost(hostname: string): boolean {
  const host = hostname
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase()
  return isIP(host) === 0 ? host === 'localhost' || host.endsWith('.localhost') : !isPublicAddress(host)
}

/** Whether an IP address is one of the public internet: not private, local, shared, reserved or a way to one. */
export function isPublicAddress(address: string): boolean {
  return isValid(address) && parse(address).range() === 'unicast'
}

/**
 * Looks hosts up as always, and gives public addresses only. It runs for every connection, so that a name which
 * pointed elsewhere when it was checked is of no use. An address instead of a name is not looked up: see
 * {@link isForbiddenHost}.
 */
export const lookUpPublic: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    const allowed = error === null ? addresses.filter(({ address }) => isPublicAddress(address)) : []
    const [first] = allowed
    if (error !== null) callback(error, '')
    else if (first === undefined) {
      callback(new ForbiddenAddressError(`${hostname} has no address of the public internet`), '')
    } else if (options.all === true) callback(null, allowed)
    else callback(null, first.address, first.family)
  })
}
