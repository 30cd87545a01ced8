import { retryAfter } from '../concur/answer-status.ts'
import { type HttpAnswer, NoAnswerError } from '../concur/http.ts'
import { type ExactJson, isObject, parseExactJson } from './exact-json.ts'
import { PollError } from './poll-error.ts'
import type { Credentials, Tokens, VendorDeps } from './vendor.ts'

/** One request for a page. */
export interface VendorCall {
  /** For messages, such as `Revel`. */
  readonly vendor: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly signal: AbortSignal
  /** How long to leave the vendor alone after it did not answer in time. */
  readonly waitAfterTimeoutMs?: number
  /** The same for 503 that names no time. */
  readonly waitWhenUnavailableMs?: number
}

/** An answer of whatever status, other than one that asks us to come later. */
export interface VendorAnswer extends HttpAnswer {
  readonly receivedAt: Date
  /** By the header `Date`, to the second. */
  readonly vendorNow?: Date
}

/** Within a poll we wait so long and so often: or a list that takes more calls than the limit would never be read. */
const MAX_WAIT_MS = 60_000
const MAX_WAITS = 5
const EXCERPT = 200

/**
 * Asks for a page; waits and asks again when the vendor says so.
 * @throws {PollError} If no whole answer came, or the vendor wants to be left alone for longer.
 */
export async function callVendor(deps: VendorDeps, call: VendorCall): Promise<VendorAnswer> {
  for (let waits = 0; ; waits += 1) {
    const answer = await send(deps, call)
    if (answer.status !== 429 && answer.status !== 503) return answer
    const now = deps.now()
    const asked = retryAfter(answer, now)
    const waitMs = asked === undefined ? undefined : asked.getTime() - now.getTime()
    if (waitMs === undefined || waitMs > MAX_WAIT_MS || waits >= MAX_WAITS) {
      const code = answer.status === 429 || asked !== undefined ? 'POLL_THROTTLED' : 'POLL_VENDOR_TROUBLE'
      throw new PollError(code, `${told(call)} answered ${answer.status}: it wants to be asked later`, {
        status: answer.status,
        retryAt: asked ?? laterBy(call.waitWhenUnavailableMs, now),
      })
    }
    await deps.sleep(waitMs, call.signal)
  }
}

/**
 * The same with a token; when the vendor does not take it, once more with a fresh one.
 * @param isRefused Whether a status may mean that the token is not taken.
 */
export async function callWithToken(
  deps: VendorDeps,
  credentials: Credentials,
  isRefused: (status: number) => boolean,
  callFor: (tokens: Tokens) => VendorCall,
): Promise<VendorAnswer> {
  const tokens = await credentials.current()
  const answer = await callVendor(deps, callFor(tokens))
  if (!isRefused(answer.status)) return answer
  return callVendor(deps, callFor(await credentials.refresh(tokens.accessToken)))
}

/**
 * The body of a good answer as JSON.
 * @param advice What to look at when the vendor takes neither key nor token.
 * @throws {PollError} For any other status, and for a page that is not JSON, such as one to sign in with.
 */
export function jsonOf(
  call: Pick<VendorCall, 'vendor' | 'url'>,
  answer: VendorAnswer,
  advice: string,
): ExactJson {
  const { status } = answer
  if (status === 401 || status === 403) {
    throw new PollError('POLL_UNAUTHORIZED', `${told(call)} answered ${status}: ${advice}`, { status })
  }
  if (status >= 500 || status === 408) {
    throw new PollError('POLL_VENDOR_TROUBLE', `${told(call)} answered ${status}`, { status })
  }
  if (status < 200 || status >= 300) {
    throw new PollError('POLL_REFUSED', `${told(call)} answered ${status}${reason(answer)}`, { status })
  }
  const json = parseExactJson(new TextDecoder().decode(answer.body))
  if (json === undefined) throw unreadable(call, `an answer that is not JSON; ${advice}`)
  return json
}

/** An answer without what was asked for. */
export function unreadable(call: Pick<VendorCall, 'vendor' | 'url'>, problem: string): PollError {
  return new PollError('POLL_UNREADABLE', `${told(call)} gave ${problem}`)
}

/** The moment of an answer, for a page. */
export function timesOf({ receivedAt, vendorNow }: VendorAnswer) {
  return { receivedAt, ...(vendorNow !== undefined && { vendorNow }) }
}

/** Percent-encoded so that a `+` arrives as one; the commas, colons and so on of dates and lists may stay. */
export function queryOf(pairs: Iterable<readonly [string, string]>): string {
  return Array.from(
    pairs,
    ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`,
  ).join('&')
}

async function send(deps: VendorDeps, call: VendorCall): Promise<VendorAnswer> {
  try {
    const answer = await deps.http.send({
      method: 'GET',
      url: call.url,
      headers: { accept: 'application/json', ...call.headers },
      signal: call.signal,
    })
    const date = Date.parse(String(answer.headers['date']))
    return { ...answer, receivedAt: deps.now(), ...(!Number.isNaN(date) && { vendorNow: new Date(date) }) }
  } catch (error) {
    if (!(error instanceof NoAnswerError)) throw error
    throw noAnswer(error, call, deps.now())
  }
}

function noAnswer(error: NoAnswerError, call: VendorCall, now: Date): PollError {
  const message = `${call.vendor}: ${error.message}`
  switch (error.reason) {
    case 'aborted':
      return new PollError('POLL_STOPPED', message)
    case 'too large':
      return new PollError('POLL_TOO_LARGE', `${message}; a smaller pageSize may help`)
    case 'timeout':
      return new PollError('POLL_UNREACHABLE', message, { retryAt: laterBy(call.waitAfterTimeoutMs, now) })
    case 'not unpacked':
      return new PollError('POLL_UNREADABLE', message)
    case 'unreachable':
      return new PollError('POLL_UNREACHABLE', message)
    default:
      return error.reason satisfies never
  }
}

/** Never the query: it may hold what must not be logged. */
function told({ vendor, url }: Pick<VendorCall, 'vendor' | 'url'>): string {
  return `${vendor}: GET ${new URL(url).pathname}`
}

/** What the vendor says about a request that it refuses, as far as it is one of the forms we know. */
function reason({ body }: VendorAnswer): string {
  const text = new TextDecoder().decode(body.subarray(0, 10_000))
  const json = parseExactJson(text)
  const first = Array.isArray(json) ? json[0] : json
  const said = isObject(first)
    ? (first['$message'] ??
      first['Message'] ??
      first['message'] ??
      first['error_description'] ??
      first['error'])
    : /<Message>([^<]*)<\/Message>/.exec(text)?.[1]
  return typeof said === 'string' && said !== '' ? `: ${said.slice(0, EXCERPT)}` : ''
}

function laterBy(ms: number | undefined, now: Date): Date | undefined {
  return ms === undefined ? undefined : new Date(now.getTime() + ms)
}
