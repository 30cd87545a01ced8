import type { ConcurError } from './concur-error.ts'
import { errorMessage, jsonObject } from './error-body.ts'
import { explain, findRefusal } from './refusals.ts'
import type { ActionStatus } from './workflow-action.ts'

/**
 * Takes the refusal of a workflow action of version 4 for an answer. One whose code is not documented is shown as Concur
 * wrote it, and is no reason to send the action once more; after a conflict the next reading tells.
 * @returns `undefined` if the refusal is not of the action itself: a database deadlock, a rate limit and an answer of
 * some gateway come with 400 as well, and a 403 without a code may be for want of a scope.
 * @see SAP Concur, Workflows v4, "Response error codes"; Travel Request v4, "Response codes"; HTTP Status Codes, 400, 409.
 */
export function refusedAction({ status, message, reply = '' }: ConcurError): ActionStatus | undefined {
  if (status !== 400 && status !== 403 && status !== 409) return undefined
  const words = errorMessage(Buffer.from(reply))
  const refusal = findRefusal(reply)
  if (refusal?.passes === 'yes') return undefined
  if (refusal !== undefined) {
    const { code, passes } = refusal
    return {
      succeeded: false,
      message: `${explain(refusal)} (${code}; ${words ?? message})`,
      isStale: passes === 'perhaps',
    }
  }
  const isOwn = status === 409 || (status === 400 && hasCode(reply) && !PASSING.test(reply))
  if (!isOwn) return undefined
  const doubt = status === 409 ? ({ isInDoubt: true } as const) : {}
  return { succeeded: false, message: words ?? message, isStale: false, ...doubt }
}

const PASSING = /deadlock|limit|too many/i

/** Whether Concur's service itself wrote it, and says what is wrong. */
function hasCode(reply: string): boolean {
  const body = jsonObject(reply)
  return body?.['errorId'] !== undefined || body?.['error'] !== undefined || body?.['errors'] !== undefined
}
