import { lookup } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'

/** An address that we do not call, because it is not one of the public internet. */
export class ForbiddenAddressError extends Error {
  override readonly name = 'ForbiddenAddressError'
  readonly code = 'FORBIDDEN_ADDRESS'
}

/**
 * Of IPv4, what is not for one machine of the public internet.
 * @see IANA IPv4 Special-Purpose Address Registry, as of 2025; RFC 5771 (multicast).
 */
const SPECIAL_V4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  // Looks like any other, and is what a machine at Azure reaches its host by.
  '168.63.129.16/32',
]
/** Of IPv6, the only part that is given out for unicast: all else is special, old, a way to IPv4, or not given out. */
const UNICAST_V6 = '2000::/3'
/** What is special in {@link UNICAST_V6}. @see IANA IPv6 Special-Purpose Address Registry, as of 2025. */
const SPECIAL_V6 = ['2001::/23', '2001:db8::/32', '2002::/16', '2620:4f:8000::/48', '3fff::/20']

const SPECIAL = blockList('ipv4', SPECIAL_V4, blockList('ipv6', SPECIAL_V6))
const UNICAST = blockList('ipv6', [UNICAST_V6])

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
  if (isIP(address) === 4) return !SPECIAL.check(address, 'ipv4')
  return isIP(address) === 6 && UNICAST.check(address, 'ipv6') && !SPECIAL.check(address, 'ipv6')
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

function blockList(family: 'ipv4' | 'ipv6', ranges: readonly string[], list = new BlockList()): BlockList {
  for (const range of ranges) {
    const [address = '', bits] = range.split('/')
    list.addSubnet(address, Number(bits), family)
  }
  return list
}
