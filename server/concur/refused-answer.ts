import { isOutage, retryAfter } from './answer-status.ts'
import type { CallKind, Trouble } from './concur-error.ts'
import { ConcurError } from './concur-error.ts'
import { errorMessage } from './error-body.ts'
import type { HttpAnswer } from './http.ts'
import { explain, findRefusal, type Refusal } from './refusals.ts'

/** The beginning of an answer, as much as is kept of it. */
export const EXCERPT = 2000

/** What the advice depends on. */
interface Asked {
  readonly kind: CallKind
  readonly scope?: string
  readonly token?: 'app'
}

/**
 * What an answer that is no success means: Concur's words, and what somebody can do about it. The refusal's own code
 * decides, where it has one that is documented; only a refusal without one is put down to the token or its scope.
 */
export function refusedAnswer(
  call: Asked,
  answer: HttpAnswer,
  correlationId: string | undefined,
  now: Date,
): ConcurError {
  const { status, body } = answer
  const reply = excerptOf(body)
  const refusal = findRefusal(reply)
  const advice = refusal === undefined ? adviceOn(call, status) : ` - ${explain(refusal)}`
  const retryAt = retryAfter(answer, now)
  return new ConcurError(
    `${call.kind}: Concur answered ${status}: ${errorMessage(body) ?? 'no message'}${advice} (correlation id ${correlationId ?? 'none'})`,
    {
      code: isOutage(status) ? 'CONCUR_RESPONSE' : 'CONCUR_REFUSED',
      kind: call.kind,
      trouble: troubleOf(status, refusal),
      status,
      // Of too many requests (429) this one was not heard; a request that took too long (408) may have been.
      mayHaveHappened: isOutage(status) && status !== 429,
      reply,
      ...(correlationId !== undefined && { correlationId }),
      ...(retryAt !== undefined && { retryAt }),
    },
  )
}

/**
 * Whether a 401 or 403 may be for want of a token that still counts; otherwise asking again would be of no use.
 * @param reply See {@link excerptOf}.
 */
export function mayBeOfTheToken(status: number | undefined, reply: string): boolean {
  return status === 401 || (status === 403 && findRefusal(reply) === undefined)
}

/** What is kept of an answer. */
export function excerptOf(body: Uint8Array): string {
  return new TextDecoder().decode(body.subarray(0, EXCERPT))
}

function troubleOf(status: number, refusal: Refusal | undefined): Trouble {
  if (isOutage(status) || refusal?.passes === 'yes') return 'transient'
  if (refusal?.passes === 'no') return 'permanent'
  if (status === 409) return 'transient'
  if (status === 404) return 'not found'
  return status === 400 ? 'bad request' : 'permanent'
}

/** What an administrator can do about an answer whose body says nothing that we know. */
function adviceOn({ kind, scope, token }: Asked, status: number): string {
  const isRequestV1 = (kind === 'request' || kind === 'request workflow') && scope === undefined
  if (isRequestV1) return [401, 403, 404, 410].includes(status) ? REQUEST_V1_ADVICE : ''
  if (status !== 401 && status !== 403) return ''
  if (scope !== undefined) {
    const whose = token === 'app' ? '' : ' and CONCUR_REFRESH_TOKEN that of a company'
    return ` - the application needs the scope ${scope}${whose}`
  }
  const old = kind === 'failed list' || kind === 'delete notification' ? 'NOTIF' : 'EXPRPT'
  return ` - the token's user needs the role Web Services Administrator (Company Administrator; Can Administer in Standard) and the application the scope ${old}`
}

/** Travel Request v1; release notes of August 2026. */
const REQUEST_V1_ADVICE =
  ' - Travel Request v1.0 takes only the token of a user with the role Web Services Administrator (Company Administrator; Can Administer in Standard), and Concur ends it on 2026-11-03: let requests be announced by events, which are read with v4'
