import { z } from 'zod'
import { expenseError, identityError, requestError } from './errors.ts'
import { allocation, attendees, expenseDetail, expenseSummary } from './expense.ts'
import { comment, postedComment, reportException } from './remarks.ts'
import { report } from './report.ts'
import { requestException, travelRequest } from './request.ts'
import { user, userList } from './users.ts'

/** An answer as a client sees it. */
export interface SeenAnswer {
  readonly method: string
  /** Path and query. */
  readonly path: string
  readonly status: number
  readonly body: string
}

/** What a success has: its status, and the schema of its body, if there is one. */
type Success = readonly [status: number, body?: z.ZodType]

/** Below an address of a report, behind its id. @see FACTS D.4, E.2, F.2. */
const OF_REPORTS: readonly (readonly [RegExp, Success])[] = [
  [/^GET $/, [200, report]],
  [/^GET \/expenses$/, [200, z.array(expenseSummary)]],
  [/^GET \/expenses\/[^/]+$/, [200, expenseDetail]],
  [/^GET \/expenses\/[^/]+\/itemizations$/, [200, z.array(expenseSummary)]],
  [/^GET \/expenses\/[^/]+\/allocations$/, [200, z.array(allocation)]],
  [/^GET \/expenses\/[^/]+\/attendees$/, [200, attendees]],
  [/^GET (?:\/expenses\/[^/]+)?\/comments$/, [200, z.array(comment)]],
  [/^POST (?:\/expenses\/[^/]+)?\/comments$/, [201, postedComment]],
  [/^GET .*\/exceptions$/, [200, z.array(reportException)]],
  [/^PUT .*\/exceptions$/, [200]],
  [/^DELETE .*\/exceptions\/[^/]+$/, [204]],
  [/^PATCH \/(?:approve|sendBack)$/, [204]],
]

/** Behind the id of a request. @see FACTS F.4. */
const OF_REQUESTS: readonly (readonly [RegExp, Success])[] = [
  [/^GET $/, [200, travelRequest]],
  [/^GET \/exceptions$/, [200, z.array(requestException)]],
  [/^POST \/(?:approve|sendback)$/, [200, travelRequest]],
]

interface Service {
  /** What is behind it, without the query, tells the calls apart. */
  readonly address: RegExp
  readonly successes: readonly (readonly [RegExp, Success])[]
  readonly error: z.ZodType
  /** Statuses of errors that are documented. */
  readonly statuses: readonly number[]
}

const SERVICES: readonly Service[] = [
  {
    address: /^\/expensereports\/v4\/(?:users\/[^/]+\/context\/[^/]+\/)?reports\/[^/]+/,
    successes: OF_REPORTS,
    error: expenseError,
    statuses: [400, 401, 403, 404, 500],
  },
  {
    address: /^\/travelrequest\/v4\/requests\/[^/]+/,
    successes: OF_REQUESTS,
    error: requestError,
    statuses: [400, 401, 403, 404, 408, 409, 500, 503],
  },
  {
    address: /^\/profile\/identity\/v4\/Users/,
    successes: [
      [/^GET $/, [200, userList]],
      [/^GET \/[^/]+$/, [200, user]],
    ],
    error: identityError,
    statuses: [400, 401, 403, 404, 500],
  },
]

/**
 * Holds an answer of the services of v4 against what is documented of them; those of other services pass. The
 * sections that the schemas cite are those of FACTS, our notes on SAP's pages.
 * @throws {Error} If it has another status or shape: with the call, and every member that is wrong.
 */
export function requireDocumented({ method, path, status, body }: SeenAnswer): void {
  const [address = ''] = path.split('?')
  const service = SERVICES.find((candidate) => candidate.address.test(address))
  if (service === undefined) return
  const call = `${method} ${address.replace(service.address, '')}`
  const fail = (problem: string): never => {
    throw new Error(`${method} ${path} answered ${status}, which is not documented: ${problem}\n${body}`)
  }
  if (status >= 400) {
    if (!service.statuses.includes(status)) fail('the status')
    requireShape(service.error, body, fail)
    return
  }
  const success = service.successes.find(([pattern]) => pattern.test(call))?.[1]
  if (success?.[0] !== status) return fail('the call, or its status')
  const [, schema] = success
  if (schema) requireShape(schema, body, fail)
  else if (body !== '') fail('there should be no body')
}

function requireShape(schema: z.ZodType, body: string, fail: (problem: string) => never): void {
  const { error } = schema.safeParse(JSON.parse(body))
  if (error) fail(z.prettifyError(error))
}
