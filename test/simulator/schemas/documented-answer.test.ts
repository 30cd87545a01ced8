import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { z } from 'zod'
import { requireDocumented } from './documented-answer.ts'
import { expenseError, requestError } from './errors.ts'
import {
  allocation,
  attendees,
  expenseDetailOfPage,
  expenseSummary,
  expenseSummaryOfPage,
} from './expense.ts'
import { comment, postedComment, reportException } from './remarks.ts'
import { report, reportOfPage } from './report.ts'
import { requestException, travelRequest } from './request.ts'

function page(name: string): unknown {
  const url = new URL(`../../fixtures/concur/v4/pages/${name}.json`, import.meta.url)
  return JSON.parse(readFileSync(url, 'utf8'))
}

function missingIn(schema: z.ZodType, value: unknown): readonly string[] | undefined {
  return schema.safeParse(value).error?.issues.map(({ path }) => path.join('.'))
}

describe('the schemas of v4', () => {
  const pages: readonly [string, z.ZodType][] = [
    ['report-v4', reportOfPage],
    ['expenses-v4', z.array(expenseSummaryOfPage)],
    ['expense-detail-v4', expenseDetailOfPage],
    ['itemizations-v4', z.array(expenseSummaryOfPage)],
    ['allocations-v4', z.array(allocation)],
    ['attendees-v4', attendees],
    ['comments-v4-list-expense', z.array(comment)],
    ['comment-v4-post-response', postedComment],
    ['exceptions-v4-list', z.array(reportException)],
    ['exceptions-v4-list-expense', z.array(reportException)],
    ['exceptions-v4-list-allocation', z.array(reportException)],
    ['request-v4', travelRequest],
    ['request-v4-workflow-response', travelRequest],
    ['request-exceptions-v4', z.array(requestException)],
    ['error-v4-template', expenseError],
  ]
  for (const [name, schema] of pages) {
    it(`are those of the example ${name}`, () => {
      const { error } = schema.safeParse(page(name))

      expect(error && z.prettifyError(error)).to.equal(undefined)
    })
  }

  it('want the required members that the older examples lack', () => {
    expect(missingIn(report, page('report-v4'))).to.deep.equal([
      'canAddExpense',
      'isPendingDelegatorReview',
      'isPaperReceiptRequired',
      'imageStatus',
      'receiptStatus',
      'defaultFieldAccess',
    ])
    expect(missingIn(z.array(expenseSummary).max(2), page('expenses-v4'))).to.deep.equal([
      '0.canAllocate',
      '0.canDelete',
      '1.canAllocate',
      '1.canDelete',
    ])
  })

  const wrong: readonly [string, Parameters<typeof requireDocumented>[0], string][] = [
    [
      'a request error in the shape of expense errors',
      {
        method: 'GET',
        path: '/travelrequest/v4/requests/X',
        status: 404,
        body: '{"errorMessage":"not found"}',
      },
      'errors',
    ],
    [
      'a member that is not documented',
      {
        method: 'GET',
        path: '/expensereports/v4/reports/X/exceptions',
        status: 200,
        body: '[{"exceptionCode":"A","exceptionVisibility":"ALL","isBlocking":true,"severity":1}]',
      },
      'severity',
    ],
    [
      'a body where there is none',
      { method: 'PATCH', path: '/expensereports/v4/reports/X/approve', status: 204, body: '{}' },
      'there should be no body',
    ],
    [
      'another status of success',
      { method: 'PATCH', path: '/expensereports/v4/reports/X/approve', status: 200, body: '' },
      'the call, or its status',
    ],
    [
      'a status of errors that the service does not have',
      {
        method: 'GET',
        path: '/profile/identity/v4/Users?filter=x',
        status: 409,
        body: '{}',
      },
      'the status',
    ],
  ]
  for (const [title, answer, problem] of wrong) {
    it(`do not let pass ${title}`, () => {
      expect(() => requireDocumented(answer)).to.throw(problem)
    })
  }

  it('have a shape for the errors of requests', () => {
    const body = { errors: [{ errorCode: 'NO_APPROVER', errorMessage: 'There is no approver' }] }

    expect(requestError.safeParse(body).success).to.equal(true)
  })
})
