import type { ConcurReply } from './concur-client.ts'
import { ConcurError } from './concur-error.ts'

/**
 * Takes the refusal of one write for an answer, where it is one.
 * @param error What the call was rejected with.
 * @param read What the refusal means; `undefined` if it is no answer to the write itself.
 * @throws The error, if it is anything else.
 */
export function refusedReply<Value>(
  error: unknown,
  read: (refusal: ConcurError) => Value | undefined,
): ConcurReply<Value> {
  if (!(error instanceof ConcurError) || error.status === undefined) throw error
  const value = read(error)
  if (value === undefined) throw error
  const { status, reply = '', correlationId } = error
  return { status, value, body: Buffer.from(reply), ...(correlationId !== undefined && { correlationId }) }
}
