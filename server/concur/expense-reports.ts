import type { CallContext, ConcurClient, ConcurReply, Reading } from './concur-client.ts'

/**
 * Reads a report with all its entries, itemizations, allocations and attendees.
 * @param path Of Report Full Details v1.1, as a notification gave it.
 * @param read Makes sense of the body, which `packLarge` may have packed.
 * @throws {ConcurError} If it could not be read.
 * @see SAP Concur, Report Full Details v1.1.
 */
export function fetchReport<Value>(
  client: ConcurClient,
  path: string,
  call: CallContext,
  read: (body: Uint8Array) => Reading<Value> | Promise<Reading<Value>>,
): Promise<ConcurReply<Value>> {
  return client.call({ kind: 'report', method: 'GET', path, packsLarge: true, ...call }, read)
}
