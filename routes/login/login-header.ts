import { timingSafeEqual } from 'node:crypto'

/** What is typed into Concur's registration of the connector. */
export interface LoginCredentials {
  readonly username: string
  /** One, or two while the password is being changed. */
  readonly passwords: readonly string[]
}

/** More than any right login has: with names and passwords of at most 50 characters of 4 bytes it is 542. */
const HEADER_BYTES = 600
/** Behind the text up to {@link HEADER_BYTES}: no text has this byte in UTF-8, so none can be taken for padding. */
const PADDING = 0xff

/**
 * Whether a whole `Authorization` header is the right login, spelled as everybody spells it. What is not may be right
 * all the same, and is for `basicLogin` to judge. Takes the same time whatever is wrong, and needs no hash for
 * each request: everything is compared at one length.
 */
export function loginHeaderCheck({
  username,
  passwords,
}: LoginCredentials): (header: string | undefined) => boolean {
  const right = passwords.map((password) => {
    const header = Buffer.alloc(HEADER_BYTES, PADDING)
    header.write(`Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`)
    return header
  })
  const given = Buffer.alloc(HEADER_BYTES)
  return (header = '') => {
    given.fill(PADDING).write(header)
    const fits = right.map((one) => timingSafeEqual(given, one))
    return fits.includes(true) && header.length < HEADER_BYTES
  }
}
