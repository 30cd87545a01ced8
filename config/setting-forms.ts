import { resolve } from 'node:path'
import { z } from 'zod'
import { serverAddressProblem } from './server-address.ts'

/**
 * The forms that the text of a setting can have. Each is a zod schema from text to value; its description, and the
 * message of every refusal, completes the sentence "expected ...".
 */

/** A whole number from `min` to `max`, in decimal digits. */
export function wholeNumber(min: number, max: number) {
  const expected = `a whole number from ${min} to ${max}`
  return z
    .string()
    .regex(/^\d{1,9}$/, expected)
    .transform(Number)
    .refine((value) => value >= min && value <= max, expected)
    .describe(expected)
}

/** One of a few words, written exactly so. */
export function oneOf<const T extends readonly [string, ...string[]]>(words: T) {
  const expected = new Intl.ListFormat('en', { type: 'disjunction' }).format(
    words.map((word) => `\`${word}\``),
  )
  return z.enum(words, expected).describe(expected)
}

/** A switch; also understands true/false, yes/no and 1/0 in any letter case. */
export const onOff = z
  .stringbool({
    truthy: ['on', 'true', 'yes', '1'],
    falsy: ['off', 'false', 'no', '0'],
    error: '`on` or `off`',
  })
  .describe('`on` or `off`')

/** Any text; a setting that is set is never empty. */
export const anyText = z.string().describe('any text')

/** What was copied from somewhere else, where a space at an end is a slip. */
export const copiedText = matching(/^\S(?:.*\S)?$/, 'one line of text, no space at either end')

/** Where to listen. */
export const host = matching(/^[^\s/]+$/, 'a host name or an IP address')

/** A path of a file, absolute or relative to the folder that the connector runs in. */
export const filePath = z.string().describe('the path of a file')

/** As {@link filePath}, of a folder. */
export const folderPath = z.string().describe('the path of a folder')

/** The name of an HTTP header; the value is in lower case, as Node has it. */
export const headerName = matching(
  /^[A-Za-z0-9-]{1,100}$/,
  'the name of a header, such as `X-ARR-ClientCert`',
)
  .toLowerCase()
  .describe('the name of a header, such as `X-ARR-ClientCert`')

const timeZoneForm = 'a time zone of the IANA list, such as `Europe/Berlin`'

/** A time zone, as `Intl` names it. */
export const timeZone = matching(/^(?:UTC|[A-Za-z_]+(?:\/[\w+-]+)+)$/, timeZoneForm)
  .refine(isKnownTimeZone, timeZoneForm)
  .describe(timeZoneForm)

const stepCodesForm = 'codes of workflow steps with commas between, such as `PARTNER,TAXCHECK`'

/** Codes of workflow steps as the administrator of Concur gave them, in upper case. */
export const stepCodes = matching(/^\s*[\w.-]+(?:\s*,\s*[\w.-]+)*\s*$/, stepCodesForm)
  .transform((text) => text.split(',').map((code) => code.trim().toUpperCase()))
  .describe(stepCodesForm)

/**
 * 10 to 50 characters is what Concur's registration takes (Callouts and Application Connectors, "Password"). What ends
 * a line in Unicode (U+2028, U+2029) counts as a control character: `basic-auth` reads a password to the end of a line.
 */
export const loginPassword = matching(
  /^[^\p{Cc}\p{Zl}\p{Zp}]{10,50}$/u,
  '10 to 50 characters, no control characters',
)

/** As {@link loginPassword}; Basic authentication ends the user name at the first colon (RFC 7617, section 2). */
export const loginName = matching(
  /^[^\p{Cc}\p{Zl}\p{Zp}:]{10,50}$/u,
  '10 to 50 characters, no colon and no control characters',
)

/** The path that Concur asks with `GET` to test the connection; the same on every connector. */
const TEST_CONNECTION_PATH = '/system/v1.0/testconnection'

/** The path that Concur posts notifications to. */
export const notifyPath = ownPath('/concur/v1.0/notify')

/** The path that Concur posts events to. */
export const eventsPath = ownPath('/concur/v4.0/events')

/** An origin; the value has no slash at its end. */
export const origin = webAddress(
  'an origin such as `https://us2.api.concursolutions.com`: https (http only to this machine), no path, no login',
  (url) => (url.pathname === '/' ? url.origin : undefined),
)

/** An address with a path. */
export const address = webAddress(
  'an address such as `https://us2.api.concursolutions.com/oauth2/v0/token`: https (http only to this machine), no login, no query',
  (url) => url.href,
)

/** An address that somebody else made up; what lets us in there may stand in its query. */
export const webhook = webAddress(
  'an address such as `https://hooks.example.com/services/abc`: https (http only to this machine), no login',
  (url) => url.href,
  { mayHaveQuery: true },
)

const httpsForm =
  'an address such as `https://connector.example.com/concur/v4.0/events`: https, no login, no query'

/** An address that Concur calls; it calls no other than https. */
export const httpsAddress = webAddress(httpsForm, (url) => (url.protocol === 'https:' ? url.href : undefined))

/**
 * Whether a text can be the id of a subscription: lower-case letters, digits, `.` and `-`. It becomes a part of a
 * path, where one or two dots alone would mean something else.
 * @see SAP Concur, Event Subscription Management, `id`.
 */
export function isSubscriptionId(text: string): boolean {
  return /^(?!\.{1,2}$)[a-z0-9.-]+$/.test(text)
}

const subscriptionIdsForm =
  'ids of subscriptions, each of lower-case letters, digits, `.` and `-`, with commas between'

/** One or more ids of subscriptions at Concur; each once. */
export const subscriptionIds = z
  .string()
  .transform((text) => [...new Set(text.split(',').map((id) => id.trim()))])
  .refine((ids) => ids.every(isSubscriptionId), subscriptionIdsForm)
  .describe(subscriptionIdsForm)

/** The UUID of a company, in any letter case. */
export const companyId = matching(
  /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
  'a UUID such as `d6a72a3f-fdee-450a-abb3-7bf5eb427440`',
)

const originsForm = 'origins such as `https://api-sandbox.example.com`, with commas between'

/** Several {@link origin}s. */
export const origins = z
  .string()
  .transform((text, refusal) => {
    const values = text.split(',').map((each) => origin.safeParse(each.trim()))
    if (!values.every(({ success }) => success)) refusal.addIssue(originsForm)
    return values.flatMap(({ data }) => data ?? [])
  })
  .describe(originsForm)

const keyForm = '32 bytes in Base64, such as `openssl rand -base64 32` prints'

/** A key of AES-256. */
export const encryptionKey = z
  .string()
  .transform((text, refusal) => keyOf(text.trim()) ?? refuse(refusal, keyForm))
  .describe(keyForm)

/** Several {@link encryptionKey}s. */
export const encryptionKeys = z
  .string()
  .transform((text, refusal) => {
    const keys = text.split(',').map((each) => keyOf(each.trim()))
    return keys.every((key) => key !== undefined) ? keys : refuse(refusal, `${keyForm}; with commas between`)
  })
  .describe(`${keyForm}; with commas between`)

const databaseForm = '`sqlite:` and the path of a file, or `postgres://user:password@host:port/database`'

/** Where the connector keeps everything: `sqlite:` and a path, or the address of a PostgreSQL server. */
export const databaseUrl = z
  .string()
  .superRefine((text, context) => {
    const problem = databaseProblem(text)
    if (problem !== undefined) context.addIssue(problem === '' ? databaseForm : `${databaseForm}; ${problem}`)
  })
  .describe(databaseForm)

/** @returns What there is to say besides the form, or nothing if all is well. */
function databaseProblem(text: string): string | undefined {
  if (text.includes(':memory:'))
    return 'memory will not do, because a notification that was acknowledged must be on disk'
  if (/^postgres(?:ql)?:\/\//.test(text))
    return serverAddressProblem(text) ?? (URL.parse(text)?.hostname ? undefined : '')
  return /^sqlite:(?!\/\/)[^?#]+$/.test(text) ? undefined : ''
}

/**
 * Makes the path in `sqlite:data/x.db`, `sqlite:/data/x.db` or `sqlite:///data/x.db` absolute; on Windows also in
 * `sqlite:///C:/data/x.db`. Other text stays as it is, for {@link databaseUrl} to refuse.
 */
export function absoluteDatabaseUrl(folder: string, text: string): string {
  const path = /^sqlite:(?:\/\/(?=\/))?(?!\/\/)([^?#]+)$/.exec(text)?.[1]
  if (path === undefined) return text
  return `sqlite:${resolve(folder, path.replace(/^\/(?=[a-z]:)/i, ''))}`
}

/** A path on the public listener; compared byte for byte, so it has no characters that need escaping. */
function ownPath(example: string) {
  const expected = `a path such as \`${example}\`, of letters, digits and \`. _ ~ -\``
  return matching(/^(?:\/(?!\.{1,2}(?:\/|$))[\w.~-]+)+$/, expected)
    .refine(
      (path) => path.toLowerCase() !== TEST_CONNECTION_PATH,
      `a path other than \`${TEST_CONNECTION_PATH}\``,
    )
    .describe(expected)
}

/** Text that a pattern matches. */
export function matching(pattern: RegExp, expected: string) {
  return z.string().regex(pattern, { error: expected, abort: true }).describe(expected)
}

function isKnownTimeZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }))
  } catch {
    return false
  }
}

function keyOf(text: string): Uint8Array | undefined {
  const key = Buffer.from(text, 'base64')
  return key.length === 32 && key.toString('base64') === text ? key : undefined
}

/** Refuses the whole value. */
export function refuse(refusal: z.RefinementCtx, expected: string): never {
  refusal.addIssue(expected)
  return z.NEVER
}

/** An address of the web; `valueOf` refuses with `undefined`. */
export function webAddress(
  expected: string,
  valueOf: (url: URL) => string | undefined,
  { mayHaveQuery = false } = {},
) {
  return z
    .string()
    .transform((text, refusal) => {
      const url = URL.parse(text)
      const isTaken = url !== null && isSafe(url) && (mayHaveQuery || url.search === '')
      const value = isTaken ? valueOf(url) : undefined
      if (value === undefined) refusal.addIssue(expected)
      return value ?? z.NEVER
    })
    .describe(expected)
}

/** Tokens and secrets travel there, so they must be encrypted unless they stay on this machine. */
function isSafe({ protocol, hostname, username, password, hash }: URL): boolean {
  const isLoopback = ['127.0.0.1', '[::1]', 'localhost'].includes(hostname)
  const isEncrypted = protocol === 'https:' || (protocol === 'http:' && isLoopback)
  return isEncrypted && username === '' && password === '' && hash === ''
}
