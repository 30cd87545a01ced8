import { z } from 'zod'
import type { Subscriptions } from './events/subscriptions.ts'
import type { Reply, RouteName, SeenRequest } from './http/exchange.ts'
import { errorReplyOfRequests, errorReplyV4, jsonReply } from './http/exchange.ts'
import { jsonBody } from './http/json-body.ts'
import type { TokenKind } from './http/tokens.ts'
import type { ExceptionsV4Deps } from './reports/exceptions-v4.ts'
import { deleteExceptionV4, listExceptionsV4, putExceptionV4 } from './reports/exceptions-v4.ts'
import {
  allocationsJson,
  attendeesJson,
  expenseDetailJson,
  expenseJson,
  itemizationsJson,
} from './reports/expense-json.ts'
import { expensesOf } from './reports/expenses.ts'
import type { Place } from './reports/place-v4.ts'
import { placeOf } from './reports/place-v4.ts'
import { standingExceptions } from './reports/report-exceptions.ts'
import type { ReportJsonContext } from './reports/report-json.ts'
import { commentsJson, reportJson } from './reports/report-json.ts'
import { entriesAtReading, withEntriesSeen } from './reports/show-trouble.ts'
import { commented } from './reports/simulated-report.ts'
import type { WorkflowDeps } from './reports/workflow.ts'
import { patchWorkflow } from './reports/workflow-v4.ts'
import type { SimulatedTravelRequest } from './requests/simulated-travel-request.ts'
import { requestExceptionsJson, requestIdV4, travelRequestJson } from './requests/travel-request-json.ts'
import type { TravelRequestDeps } from './requests/travel-request-workflow.ts'
import { actOnRequestV4 } from './requests/travel-request-workflow.ts'
import { findUsers, showUser, type UserDeps } from './users.ts'

/** What v4 services work with. */
export interface ServicesV4Deps extends ExceptionsV4Deps, WorkflowDeps, TravelRequestDeps, UserDeps {
  readonly subscriptions: Subscriptions
  /** Of the simulator, for links. */
  readonly origin: () => string
}

/** One of Concur's calls in v4. */
export interface RouteV4 {
  readonly name: RouteName
  readonly method: string
  readonly path: RegExp
  /** Whose token it wants; there are no tokens of users here. */
  readonly token: TokenKind
  readonly answer: (request: SeenRequest, deps: ServicesV4Deps, match: RegExpExecArray) => Reply
}

const SHORT = String.raw`/expensereports/v4/reports/(?<report>[^/?]+)`
const LONG = String.raw`/expensereports/v4/users/(?<user>[^/?]+)/context/(?<context>[^/?]+)/reports/(?<report>[^/?]+)`
const EXPENSE = String.raw`/expenses/(?<expense>[^/?]+)`
const ALLOCATION = String.raw`/allocations/(?<allocation>[^/?]+)`
const MAX_COMMENT = 2000

/** What an answer about a report is made of. */
type AtPlace = (request: SeenRequest, deps: ServicesV4Deps, place: Place, match: RegExpExecArray) => Reply

/**
 * The long form of a path names the user and the context, the short form is for applications; each call has the forms
 * that are documented for it. Every one wants a company token: there are no user tokens here.
 */
export const ROUTES_V4: readonly RouteV4[] = [
  ...atReport('report-v4', 'GET', [LONG], '', showing(reportJson)),
  ...atReport('expenses-v4', 'GET', [LONG], '/expenses', atReading(getExpenses)),
  ...atReport('expense-v4', 'GET', [LONG], EXPENSE, showingExpense(expenseDetailJson)),
  ...atReport('itemizations-v4', 'GET', [LONG], `${EXPENSE}/itemizations`, showingExpense(itemizationsJson)),
  ...atReport('allocations-v4', 'GET', [LONG], `${EXPENSE}/allocations`, showingExpense(allocationsJson)),
  ...atReport('attendees-v4', 'GET', [SHORT, LONG], `${EXPENSE}/attendees`, showingExpense(attendeesJson)),
  ...['', EXPENSE].flatMap((object) => [
    ...atReport('comments-v4', 'GET', [SHORT, LONG], `${object}/comments`, getComments),
    ...atReport('post-comment-v4', 'POST', [SHORT], `${object}/comments`, postComment),
  ]),
  ...['', EXPENSE, EXPENSE + ALLOCATION].flatMap((object) => [
    ...atReport('exceptions-v4', 'GET', [SHORT, LONG], `${object}/exceptions`, listExceptionsV4),
    ...atReport('put-exception-v4', 'PUT', [SHORT], `${object}/exceptions`, putExceptionV4),
    ...atReport(
      'delete-exception-v4',
      'DELETE',
      [SHORT],
      String.raw`${object}/exceptions/(?<code>[^/?]+)`,
      (request, deps, place, match) => deleteExceptionV4(request, deps, place, match.groups?.['code'] ?? ''),
    ),
  ]),
  ...(['approve', 'sendBack'] as const).flatMap((action) => [
    ...atReport('workflow-v4', 'PATCH', [SHORT], `/${action}`, (request, deps, place) =>
      patchWorkflow(request, deps, place, action),
    ),
    ...atReport('workflow-v4', 'PATCH', [LONG], `/${action}`, refuseUserForm),
  ]),
  {
    name: 'users',
    method: 'GET',
    path: /^\/profile\/identity\/v4\/Users\?.*$/,
    token: 'company',
    answer: findUsers,
  },
  {
    name: 'user',
    method: 'GET',
    path: /^\/profile\/identity\/v4\/Users\/(?<id>[^/?]+)$/,
    token: 'company',
    answer: (_request, deps, match) => showUser(match.groups?.['id'] ?? '', deps),
  },
  ...atTravelRequest('request-v4', 'GET', '', (_request, { uses }, found) =>
    jsonReply(travelRequestJson(found, entriesAtReading(found.draft.incomplete, uses))),
  ),
  ...atTravelRequest('request-exceptions-v4', 'GET', '/exceptions', (_request, _deps, found) =>
    jsonReply(requestExceptionsJson(found)),
  ),
  ...(['approve', 'sendback'] as const).flatMap((action) =>
    atTravelRequest('request-workflow-v4', 'POST', `/${action}`, (request, deps, found) =>
      actOnRequestV4(request, deps, found, action),
    ),
  ),
  {
    name: 'topics',
    method: 'GET',
    path: /^\/events\/v4\/topics$/,
    token: 'app',
    answer: (_request, { subscriptions }) => jsonReply(subscriptions.topics()),
  },
  ...subscriptionRoute('put-subscription', 'PUT', /^\/events\/v4\/subscriptions\/webhook$/),
  ...subscriptionRoute('subscriptions', 'GET', /^\/events\/v4\/subscriptions(?:\/(?<id>[^/?]+))?$/),
  ...subscriptionRoute('delete-subscription', 'DELETE', /^\/events\/v4\/subscriptions\/(?<id>[^/?]+)$/),
]

function subscriptionRoute(name: RouteName, method: string, path: RegExp): readonly RouteV4[] {
  return [
    {
      name,
      method,
      path,
      token: 'app',
      answer: (request, { subscriptions }, match) => subscriptions.answer(request, match.groups?.['id']),
    },
  ]
}

/** The same call in each of its forms. */
function atReport(
  name: RouteName,
  method: string,
  forms: readonly string[],
  rest: string,
  answer: AtPlace,
): readonly RouteV4[] {
  return forms.map((form) => ({
    name,
    method,
    path: new RegExp(String.raw`^${form}${rest}(?:\?.*)?$`),
    token: 'company',
    answer(request, deps, match) {
      const place = placeOf(deps.reports, match.groups ?? {}, request.path, deps.now())
      return 'refusal' in place ? place.refusal : answer(request, deps, place, match)
    },
  }))
}

/** A correlation id that is no UUID is refused by this service alone. */
function atTravelRequest(
  name: RouteName,
  method: string,
  rest: string,
  answer: (request: SeenRequest, deps: ServicesV4Deps, found: SimulatedTravelRequest) => Reply,
): readonly RouteV4[] {
  return [
    {
      name,
      method,
      path: new RegExp(String.raw`^/travelrequest/v4/requests/(?<id>[^/?]+)${rest}$`),
      token: 'company',
      answer(request, deps, match) {
        const { headers } = request
        if (!z.uuid().optional().safeParse(headers['concur-correlationid']).success) {
          return errorReplyOfRequests(400, 'invalidUuid', 'Concur-CorrelationId')
        }
        const found = deps.travelRequests.find((candidate) => requestIdV4(candidate) === match.groups?.['id'])
        return found
          ? answer(request, deps, found)
          : errorReplyOfRequests(404, 'notFound', 'The request was not found')
      },
    },
  ]
}

function showing(json: (context: ReportJsonContext) => object): AtPlace {
  return (_request, deps, place) => jsonReply(json(contextOf(deps, place)))
}

/** With the entries that are seen at this reading. */
function atReading(answer: AtPlace): AtPlace {
  return (request, deps, place, match) => {
    const report = withEntriesSeen(
      place.report,
      entriesAtReading(place.report.draft.trouble.entries, deps.uses),
    )
    return answer(request, deps, { ...place, report }, match)
  }
}

function showingExpense(
  json: (context: ReportJsonContext, expense: NonNullable<Place['expense']>) => object,
): AtPlace {
  return (_request, deps, place) => {
    if (!place.expense) throw new Error('this call is only for paths that name an expense')
    return jsonReply(json(contextOf(deps, place), place.expense))
  }
}

function contextOf({ isBlockingCode, origin }: ServicesV4Deps, { report }: Place): ReportJsonContext {
  return { report, exceptions: standingExceptions(report, isBlockingCode), origin: origin() }
}

/** Without the itemizations, unless they are asked for. @see SAP Concur, Expenses v4, "Get a list of expenses". */
function getExpenses(request: SeenRequest, deps: ServicesV4Deps, place: Place): Reply {
  const context = contextOf(deps, place)
  const areAllAsked = isAsked(request, 'includeItemizations')
  const expenses = expensesOf(context.report).filter(({ parent }) => areAllAsked || !parent)
  return jsonReply(expenses.map((expense) => expenseJson(context, expense)))
}

/** @see SAP Concur, Comments v4, "Get comments", `includeAllComments`. */
function getComments(request: SeenRequest, deps: ServicesV4Deps, place: Place): Reply {
  const context = contextOf(deps, place)
  const areAllAsked = !place.expense && isAsked(request, 'includeAllComments')
  const below = areAllAsked ? expensesOf(context.report) : []
  return jsonReply([place.expense, ...below].flatMap((expense) => commentsJson(context, expense)))
}

function isAsked({ path }: SeenRequest, parameter: string): boolean {
  return new URLSearchParams(path.split('?')[1]).get(parameter) === 'true'
}

/** @see SAP Concur, Comments v4, "Create a comment". */
function postComment(request: SeenRequest, deps: ServicesV4Deps, { report, expense }: Place): Reply {
  const { reports, ledger, origin, now } = deps
  const comment = jsonBody(request)?.['comment']
  if (typeof comment !== 'string' || comment === '' || comment.length > MAX_COMMENT) {
    const message = `size must be between 1 and ${MAX_COMMENT}`
    const error = { id: 'request.validation.error', message, source: 'comment' }
    return errorReplyV4(400, error, request.path, now())
  }
  reports.put(commented(report, { objectKey: expense?.draft.key ?? '', text: comment }, now()))
  ledger.push({ at: now(), kind: 'comment', reportId: report.reportId, comment })
  return jsonReply({ uri: `${origin()}${request.path}` }, 201)
}

/** The long form is for approvers, with a token of their own. */
function refuseUserForm(request: SeenRequest, { now }: ServicesV4Deps): Reply {
  const message = 'Only the user in the path can do this'
  return errorReplyV4(403, { id: 'accessDenied', message }, request.path, now())
}
