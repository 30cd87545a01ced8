import type { FailedNotificationsDeps } from './callouts/failed-notifications.ts'
import { deleteFailed, listFailed } from './callouts/failed-notifications.ts'
import type { Reply, RouteName, SeenRequest } from './http/exchange.ts'
import {
  errorReply,
  errorReplyOfIdentity,
  errorReplyOfRequests,
  errorReplyV4,
  xmlReply,
} from './http/exchange.ts'
import type { Tokens } from './http/tokens.ts'
import { type ReceiptImagesDeps, receiptImageFile, receiptImageXml } from './receipts/receipt-images.ts'
import { postExceptions } from './reports/exceptions.ts'
import type { ReportListsDeps } from './reports/report-lists.ts'
import { listModified, listReports } from './reports/report-lists.ts'
import { reportXml } from './reports/report-xml.ts'
import { entriesAtReading } from './reports/show-trouble.ts'
import { withUncleanText } from './reports/unclean-text.ts'
import { postWorkflowAction } from './reports/workflow.ts'
import { postRequestWorkflow } from './requests/travel-request-workflow.ts'
import { travelRequestXml } from './requests/travel-request-xml.ts'
import type { RouteV4, ServicesV4Deps } from './services-v4.ts'
import { ROUTES_V4 } from './services-v4.ts'

/** What Concur's services work with. */
export interface ConcurServicesDeps
  extends ServicesV4Deps,
    FailedNotificationsDeps,
    ReportListsDeps,
    ReceiptImagesDeps {
  readonly tokens: Tokens
}

/** One of Concur's calls. */
interface Route {
  readonly name: RouteName
  readonly method: string
  /** Of the raw path; the group is a key, byte for byte, never decoded. */
  readonly path: RegExp
  readonly answer: (request: SeenRequest, deps: ConcurServicesDeps, key: string) => Reply
}

const ROUTES: readonly Route[] = [
  {
    name: 'token',
    method: 'POST',
    path: /^\/oauth2\/v0\/token$/,
    answer: (request, { tokens }) => tokens.answer(request),
  },
  {
    name: 'report',
    method: 'GET',
    path: /^\/api\/expense\/expensereport\/v1\.1\/reportfulldetails\/([^/?]+)$/,
    answer: getReport,
  },
  {
    name: 'exceptions',
    method: 'POST',
    path: /^\/api\/expense\/expensereport\/v1\.1\/report\/([^/?]+)\/Exceptions$/,
    answer: postExceptions,
  },
  {
    name: 'workflow',
    method: 'POST',
    // Pages of the documentation differ in its letter case.
    path: /^\/api\/expense\/expensereport\/v1\.1\/report\/([^/?]+)\/[Ww]ork[Ff]low[Aa]ction$/,
    answer: postWorkflowAction,
  },
  {
    name: 'failed-list',
    method: 'GET',
    path: /^\/api\/platform\/notifications\/v1\.0\/notification(?:\?.*)?$/,
    answer: listFailed,
  },
  {
    name: 'delete-notification',
    method: 'DELETE',
    path: /^\/api\/platform\/notifications\/v1\.0\/notification\/([^/?]+)$/,
    answer: deleteFailed,
  },
  {
    name: 'waiting-list',
    method: 'GET',
    path: /^\/api\/v3\.0\/expense\/reports\?.*$/,
    answer: listReports,
  },
  {
    name: 'report-addresses',
    method: 'GET',
    path: /^\/api\/expense\/expensereport\/v1\.1\/ReportsList\/ALL\/LastModified\?.*$/i,
    answer: listModified,
  },
  {
    name: 'request',
    method: 'GET',
    path: /^\/api\/travelrequest\/v1\.0\/requests\/([^/?]+)$/,
    answer: getTravelRequest,
  },
  {
    name: 'request-workflow',
    method: 'POST',
    path: /^\/api\/travelrequest\/v1\.0\/requests\/([^/?]+)\/workflowaction$/i,
    answer: postRequestWorkflow,
  },
  {
    name: 'receipt',
    method: 'GET',
    path: /^\/api\/image\/v1\.0\/((?:report|expenseentry|receipt)\/[^/?]+)$/,
    answer: receiptImageXml,
  },
  {
    name: 'receipt-file',
    method: 'GET',
    path: /^\/receipt-files\/([^/?]+)$/,
    answer: receiptImageFile,
  },
]

/** Which call this is. @param path Path and query, raw. */
export function routeOf(method: string, path: string): RouteName | undefined {
  return (findRoute(ROUTES, method, path) ?? findRoute(ROUTES_V4, method, path))?.name
}

/**
 * Answers as Concur does, once the request is one that Concur takes at all: not chunked (400), with a token
 * (401), a good one (403; v4 says 401 to that too, and to one of the wrong kind).
 * @see SAP Concur, HTTP Status Codes.
 */
export function answerConcur(request: SeenRequest, deps: ConcurServicesDeps): Reply {
  const { method, path, headers } = request
  const { tokens, now } = deps
  const routeV4 = findRoute(ROUTES_V4, method, path)
  if (routeV4) return answerV4(routeV4, request, deps)
  const route = findRoute(ROUTES, method, path)
  if (!route) return refusal(404, 'There is no such service', path, now())
  if (isChunked(request)) return errorReply(400, 'Chunked transfer encoding is not supported', now())
  if (route.name !== 'token' && route.name !== 'receipt-file') {
    const token = tokens.check(headers.authorization)
    if (token === 'missing') return errorReply(401, 'The Authorization header is missing', now())
    if (token === 'invalid') return errorReply(403, 'The token is invalid, expired or revoked', now())
  }
  return route.answer(request, deps, route.path.exec(path)?.[1] ?? '')
}

function answerV4(route: RouteV4, request: SeenRequest, deps: ConcurServicesDeps): Reply {
  const { path, headers } = request
  const { tokens, now } = deps
  if (isChunked(request)) return refusal(400, 'Chunked transfer encoding is not supported', path, now())
  if (tokens.check(headers.authorization) !== route.token) {
    const message = `This service is only accessible by a valid ${route.token} JWT or a trusted caller`
    return refusal(401, message, path, now())
  }
  const match = route.path.exec(path)
  return match ? route.answer(request, deps, match) : refusal(404, 'There is no such service', path, now())
}

/** What a service says before it looks at its objects, in the shape that its errors have. */
function refusal(status: 400 | 401 | 404, message: string, path: string, now: Date): Reply {
  if (path.startsWith('/travelrequest/v4/')) {
    return errorReplyOfRequests(
      status,
      { 400: 'badParam', 401: 'invalidUser', 404: 'notFound' }[status],
      message,
    )
  }
  if (path.startsWith('/profile/identity/v4/')) return errorReplyOfIdentity(status, undefined, message)
  const id = { 400: 'badRequest', 401: 'unauthorized', 404: 'notFound' }[status]
  if (/^\/(?:expensereports|events)\/v4\//.test(path)) return errorReplyV4(status, { id, message }, path, now)
  return errorReply(status, message, now)
}

function isChunked({ headers }: SeenRequest): boolean {
  return headers['transfer-encoding'] !== undefined
}

function findRoute<R extends Pick<Route, 'method' | 'path'>>(
  routes: readonly R[],
  method: string,
  path: string,
): R | undefined {
  return routes.find((route) => route.method === method && route.path.test(path))
}

function getReport(_request: SeenRequest, deps: ConcurServicesDeps, key: string): Reply {
  const { reports, uses, toLocal, now } = deps
  const report = reports.find(({ objectKey }) => objectKey === key)
  if (!report) return errorReply(404, 'The report was not found', now())
  const shown = { ...report, submittedAt: toLocal(report.submittedAt) }
  const xml = reportXml(shown, entriesAtReading(report.draft.trouble.entries, uses))
  return xmlReply(withUncleanText(xml, report.draft.trouble.text))
}

function getTravelRequest(_request: SeenRequest, deps: ConcurServicesDeps, key: string): Reply {
  const { travelRequests, uses, toLocal, now } = deps
  const found = travelRequests.find(({ requestKey }) => requestKey === key)
  if (!found) return errorReply(404, 'The request was not found', now())
  const shown = { ...found, submittedAt: toLocal(found.submittedAt) }
  return xmlReply(travelRequestXml(shown, entriesAtReading(found.draft.incomplete, uses)))
}
