import { randomUUID } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { STATUS_CODES } from 'node:http'
import { parentElement, textElement } from './write-xml.ts'

/** The calls of Concur that faults can be switched on for. */
export type RouteName =
  | 'token'
  | 'report'
  | 'exceptions'
  | 'workflow'
  | 'failed-list'
  | 'delete-notification'
  | 'waiting-list'
  | 'report-addresses'
  | 'report-v4'
  | 'expenses-v4'
  | 'expense-v4'
  | 'itemizations-v4'
  | 'allocations-v4'
  | 'attendees-v4'
  | 'comments-v4'
  | 'post-comment-v4'
  | 'exceptions-v4'
  | 'put-exception-v4'
  | 'delete-exception-v4'
  | 'workflow-v4'
  | 'users'
  | 'user'
  | 'receipt'
  | 'receipt-file'
  | 'request'
  | 'request-workflow'
  | 'request-v4'
  | 'request-exceptions-v4'
  | 'request-workflow-v4'
  | 'topics'
  | 'subscriptions'
  | 'put-subscription'
  | 'delete-subscription'

/** A request as it came. */
export interface SeenRequest {
  /** What it was for; absent when the path is not one of Concur's. */
  readonly route?: RouteName
  readonly method: string
  /** Path and query, byte for byte. */
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** An answer, before it is sent. */
export interface Reply {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body: string
  /** Sent in its place: a file. */
  readonly bytes?: Uint8Array
}

/** An answer in XML. */
export function xmlReply(xml: string, status = 200): Reply {
  return { status, headers: { 'content-type': 'application/xml; charset=utf-8' }, body: xml }
}

/** An answer in JSON. */
export function jsonReply(value: unknown, status = 200): Reply {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) }
}

/**
 * The error body of v1.x services.
 * @see SAP Concur, HTTP Status Codes, "Error Response Schema".
 */
export function errorReply(status: number, message: string, now: Date): Reply {
  const xml = parentElement('Error', [
    textElement('Message', message),
    textElement('Server-Time', now.toISOString().slice(0, 19)),
    textElement('Id', randomUUID().toUpperCase()),
  ])
  return xmlReply(xml, status)
}

/**
 * The error body of v4 services for expense reports.
 * @param path Of the request, which the body repeats.
 * @see SAP Concur, Expense Reports v4, "Schema: Error".
 */
export function errorReplyV4(
  status: number,
  error: { readonly id: string; readonly message: string; readonly source?: string },
  path: string,
  now: Date,
): Reply {
  const { id, message, source } = error
  const body = {
    timestamp: now.toISOString(),
    httpStatus: `${status} - ${STATUS_CODES[status] ?? ''}`,
    errorMessage: message,
    errorId: id,
    validationErrors: source === undefined ? [] : [{ source, message, id }],
    customResponseData: null,
    path,
  }
  return jsonReply(body, status)
}

/** The error body of Request v4. @see SAP Concur, Travel Request v4, "Schema: Error". */
export function errorReplyOfRequests(status: number, errorCode: string, errorMessage: string): Reply {
  return jsonReply({ errors: [{ errorCode, errorMessage }] }, status)
}

/** The error body of Identity v4. @see RFC 7644, 3.12. */
export function errorReplyOfIdentity(status: number, scimType: string | undefined, detail: string): Reply {
  const schemas = ['urn:ietf:params:scim:api:messages:2.0:Error']
  return jsonReply({ schemas, status: String(status), scimType, detail }, status)
}
