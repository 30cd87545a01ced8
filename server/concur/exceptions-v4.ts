import type { CallContext, ConcurCall, ConcurClient, ConcurReply, Reading } from './concur-client.ts'
import type { ConcurError } from './concur-error.ts'
import { errorMessage, jsonObject } from './error-body.ts'
import { readExactJson } from './exact-json.ts'
import type { ExceptionResult } from './exceptions.ts'
import { JsonFields } from './json-fields.ts'
import { refusedReply } from './refused-reply.ts'
import { optional } from './xml-fields.ts'

/** Who sees an exception: traveler, approver and processor; the latter two; or the processor. */
export type ExceptionVisibility = 'ALL' | 'APPROVER_PROCESSOR' | 'PROCESSOR'

/** What an exception is on: the report, one of its expenses or itemizations, or an allocation of one. */
export interface ExceptionPlace {
  readonly reportId: string
  /** Of an expense or an itemization. */
  readonly expenseId?: string
  /** Together with the expense that it is an allocation of. */
  readonly allocationId?: string
}

/** An exception that a report has, whoever found it. */
export interface StandingException {
  /** Absent for one on the report as a whole. */
  readonly expenseId?: string
  /** Absent for one on an expense. */
  readonly allocationId?: string
  readonly code: string
  readonly visibility: string
  /** Whether it keeps the report from moving on. */
  readonly isBlocking: boolean
  /** Localised, from the configuration of the code. */
  readonly message?: string
}

const WRITE_SCOPE = 'expense.report.readwrite'

/**
 * All exceptions that a report has, those on its expenses, itemizations and allocations included.
 * @throws {ConcurError} If the list could not be read.
 * @see SAP Concur, Exceptions v4, "Get exceptions".
 */
export function listExceptionsV4(
  client: ConcurClient,
  reportId: string,
  call: CallContext,
): Promise<ConcurReply<readonly StandingException[]>> {
  const path = pathOf({ reportId })
  return client.call({ ...request('GET', path, call), scope: 'expense.report.read' }, readExceptionsV4)
}

/**
 * Puts one exception there; the same once more changes nothing. A code that Concur does not accept is a result.
 * @throws {ConcurError} When there is no such answer.
 * @see SAP Concur, Exceptions v4, "Add an exception".
 */
export async function putExceptionV4(
  client: ConcurClient,
  place: ExceptionPlace,
  { code, visibility }: { readonly code: string; readonly visibility: ExceptionVisibility },
  call: CallContext,
): Promise<ConcurReply<ExceptionResult>> {
  const json = JSON.stringify({ exceptionCode: code, exceptionVisibility: visibility })
  try {
    return await client.call({ ...request('PUT', pathOf(place), call), json }, readAccepted)
  } catch (error) {
    return refusedReply(error, refusalOf)
  }
}

/**
 * Takes one exception away; one that is gone already is as good. Only what was added through this service can be.
 * @throws {ConcurError} If it may still be there.
 * @see SAP Concur, Exceptions v4, "Delete an exception".
 */
export async function deleteExceptionV4(
  client: ConcurClient,
  place: ExceptionPlace,
  code: string,
  call: CallContext,
): Promise<ConcurReply<ExceptionResult>> {
  const path = `${pathOf(place)}/${encodeURIComponent(code)}`
  try {
    return await client.call(request('DELETE', path, call), readAccepted)
  } catch (error) {
    return refusedReply(error, (refusal) =>
      refusal.trouble === 'not found' ? { accepted: true } : refusalOf(refusal),
    )
  }
}

/** Reads the list; pure. */
export function readExceptionsV4(body: Uint8Array): Reading<readonly StandingException[]> {
  const json = readExactJson(body)
  if (!json.ok) return json
  if (!Array.isArray(json.value)) return { ok: false, problem: 'the answer is not a list' }
  const problems: string[] = []
  const fields = new JsonFields({ exceptions: json.value }, problems)
  const exceptions = fields.each('exceptions').map((each) => ({
    ...optional('expenseId', each.key('expenseId')),
    ...optional('allocationId', each.key('allocationId')),
    code: each.required('exceptionCode'),
    visibility: each.key('exceptionVisibility') ?? '',
    isBlocking: each.flag('isBlocking'),
    ...optional('message', each.text('message')),
  }))
  return problems.length === 0
    ? { ok: true, value: exceptions }
    : { ok: false, problem: problems.join('; '), isWhole: true }
}

function pathOf({ reportId, expenseId, allocationId }: ExceptionPlace): string {
  const expense = expenseId === undefined ? '' : `/expenses/${expenseId}`
  const allocation = allocationId === undefined ? '' : `/allocations/${allocationId}`
  return `/expensereports/v4/reports/${reportId}${expense}${allocation}/exceptions`
}

function request(method: ConcurCall['method'], path: string, call: CallContext): ConcurCall {
  return { kind: 'exceptions', method, path, accept: 'application/json', scope: WRITE_SCOPE, ...call }
}

/** There is nothing to read in a success: with something else it is a gateway's. */
function readAccepted(body: Uint8Array): Reading<ExceptionResult> {
  return body.length === 0
    ? { ok: true, value: { accepted: true } }
    : { ok: false, problem: 'the answer should be empty' }
}

/** Concur uses 400 for database deadlocks and rate limits too: those are no answer to the exception. */
function refusalOf({ status, reply = '' }: ConcurError): ExceptionResult | undefined {
  if (status !== 400 || jsonObject(reply)?.['httpStatus'] === undefined) return undefined
  const message = errorMessage(Buffer.from(reply)) ?? ''
  const isOfException = /\b(exception|exceptions|exceptionCode|code)\b/i.test(message)
  const isPassing = /deadlock|limit/i.test(message)
  return isOfException && !isPassing ? { accepted: false, message } : undefined
}
