import type { ExceptionsDeps } from './exceptions.ts'
import { postExceptions } from './exceptions.ts'
import type { Reply, RouteName, SeenRequest } from './exchange.ts'
import { errorReply, xmlReply } from './exchange.ts'
import type { FailedNotificationsDeps } from './failed-notifications.ts'
import { deleteFailed, listFailed } from './failed-notifications.ts'
import type { ReportListsDeps } from './report-lists.ts'
import { listModified, listReports } from './report-lists.ts'
import { reportXml } from './report-xml.ts'
import type { Tokens } from './tokens.ts'
import { postWorkflowAction } from './workflow.ts'

/** What Concur's services work with. */
export interface ConcurServicesDeps extends ExceptionsDeps, FailedNotificationsDeps, ReportListsDeps {
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
]

/** Which call this is. @param path Path and query, raw. */
export function routeOf(method: string, path: string): RouteName | undefined {
  return findRoute(method, path)?.name
}

/**
 * Answers as Concur does, once the request is one that Concur takes at all: not chunked (400), with a token
 * (401), a good one (403).
 * @see SAP Concur, HTTP Status Codes.
 */
export function answerConcur(request: SeenRequest, deps: ConcurServicesDeps): Reply {
  const { method, path, headers } = request
  const { tokens, now } = deps
  const route = findRoute(method, path)
  if (!route) return errorReply(404, 'There is no such service', now())
  if (headers['transfer-encoding'] !== undefined) {
    return errorReply(400, 'Chunked transfer encoding is not supported', now())
  }
  const token = route.name === 'token' ? 'valid' : tokens.check(headers.authorization)
  if (token === 'missing') return errorReply(401, 'The Authorization header is missing', now())
  if (token === 'invalid') return errorReply(403, 'The token is invalid, expired or revoked', now())
  return route.answer(request, deps, route.path.exec(path)?.[1] ?? '')
}

function findRoute(method: string, path: string): Route | undefined {
  return ROUTES.find((route) => route.method === method && route.path.test(path))
}

function getReport(_request: SeenRequest, { reports, now }: ConcurServicesDeps, key: string): Reply {
  const report = reports.find(({ objectKey }) => objectKey === key)
  return report ? xmlReply(reportXml(report)) : errorReply(404, 'The report was not found', now())
}
