import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

/** Characters that a password has at least. */
const MIN_PASSWORD_LENGTH = 12
/** Beyond this it is no password, and would only cost time. */
const MAX_PASSWORD_LENGTH = 1000

/** 32 MB and about a fifth of a second on a core: the memory of a login must not be that of a connector. */
const COST = { N: 2 ** 15, r: 8, p: 3 } as const
const SALT_BYTES = 16
const HASH_BYTES = 32

const scryptAsync = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt)

/** What is kept of a password: `scrypt:N:r:p:salt:hash`, so that the cost can rise later. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES)
  const { N, r, p } = COST
  return [
    'scrypt',
    N,
    r,
    p,
    salt.toString('base64url'),
    (await derive(password, salt, COST)).toString('base64url'),
  ].join(':')
}

/**
 * Whether it is the password that this was kept of.
 * @param kept What {@link hashPassword} gave; `undefined` costs the same time, so that it does not tell who has one.
 */
export async function isPassword(password: string, kept: string | undefined): Promise<boolean> {
  const [, N, r, p, salt = '', hash = ''] = (kept ?? NOBODYS).split(':')
  const expected = Buffer.from(hash, 'base64url')
  const derived = await derive(password, Buffer.from(salt, 'base64url'), {
    N: Number(N),
    r: Number(r),
    p: Number(p),
  })
  return timingSafeEqual(derived, expected) && kept !== undefined
}

const NOBODYS = `scrypt:${COST.N}:${COST.r}:${COST.p}:${'A'.repeat(22)}:${'A'.repeat(43)}`

/** The same on every keyboard: a letter with its accent can come as one character or two. */
async function derive(
  password: string,
  salt: Buffer,
  cost: Readonly<Record<keyof typeof COST, number>>,
): Promise<Buffer> {
  const maxmem = 256 * cost.N * cost.r
  return scryptAsync(password.normalize('NFKC'), salt, HASH_BYTES, { ...cost, maxmem })
}

/** What is wrong with a password that somebody chose. */
export function passwordProblem(password: string): string | undefined {
  const { length } = Array.from(password)
  if (length < MIN_PASSWORD_LENGTH) return `password: expected at least ${MIN_PASSWORD_LENGTH} characters`
  return length > MAX_PASSWORD_LENGTH
    ? `password: expected at most ${MAX_PASSWORD_LENGTH} characters`
    : undefined
}
