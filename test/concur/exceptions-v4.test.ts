import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import nock from 'nock'
import {
  deleteExceptionV4,
  type ExceptionPlace,
  listExceptionsV4,
  putExceptionV4,
  readExceptionsV4,
} from '../../server/concur/exceptions-v4.ts'
import { documentedSamples } from '../support/documented-samples.ts'
import { CONTEXT, grants, ORIGIN, useClient } from './client-bench.ts'
import { fixture } from './fixture.ts'
import { EXPENSES, errorV4, REPORT_ID } from './report-v4-answers.ts'

const PATH = `/expensereports/v4/reports/${REPORT_ID}/exceptions`
const LATE = { code: 'LATE', visibility: 'APPROVER_PROCESSOR' } as const

const places: readonly (readonly [string, ExceptionPlace, string])[] = [
  ['the report', { reportId: REPORT_ID }, PATH],
  [
    'an expense',
    { reportId: REPORT_ID, expenseId: EXPENSES.room },
    `/expensereports/v4/reports/${REPORT_ID}/expenses/${EXPENSES.room}/exceptions`,
  ],
  [
    'an allocation',
    { reportId: REPORT_ID, expenseId: EXPENSES.room, allocationId: 'E03' },
    `/expensereports/v4/reports/${REPORT_ID}/expenses/${EXPENSES.room}/allocations/E03/exceptions`,
  ],
]

describe('the exceptions of version 4', () => {
  const bench = useClient()
  const put = () => putExceptionV4(bench.client, { reportId: REPORT_ID }, LATE, CONTEXT)
  const take = () => deleteExceptionV4(bench.client, { reportId: REPORT_ID }, 'LATE', CONTEXT)

  beforeEach(() => grants('t1'))

  it('are listed, all of the report at once', async () => {
    concur().get(PATH).reply(200, fixture('v4/exceptions.json'))

    const { value } = await listExceptionsV4(bench.client, REPORT_ID, CONTEXT)

    expect(value).to.deep.equal([
      {
        code: 'ITEMDIFF',
        visibility: 'ALL',
        isBlocking: true,
        message: 'The itemization amounts do not add up to the expense amount.',
        expenseId: EXPENSES.hotel,
      },
      { code: 'LATE', visibility: 'PROCESSOR', isBlocking: false },
      {
        code: 'NOCOST',
        visibility: 'APPROVER_PROCESSOR',
        isBlocking: false,
        message: 'No cost object. ',
        expenseId: EXPENSES.room,
        allocationId: 'E0000000000000000000000000000003',
      },
    ])
  })

  for (const [name, place, path] of places) {
    it(`are put on ${name}, one a call`, async () => {
      concur()
        .put(path, { exceptionCode: 'LATE', exceptionVisibility: 'APPROVER_PROCESSOR' })
        .matchHeader('content-type', 'application/json')
        .reply(200, '', { 'concur-correlationid': 'from-concur' })

      expect(await putExceptionV4(bench.client, place, LATE, CONTEXT)).to.deep.include({
        value: { accepted: true },
        status: 200,
        correlationId: 'from-concur',
      })
    })

    it(`are taken from ${name}`, async () => {
      concur().delete(`${path}/LATE`).reply(204)

      const { value, status } = await deleteExceptionV4(bench.client, place, 'LATE', CONTEXT)

      expect({ value, status }).to.deep.equal({ value: { accepted: true }, status: 204 })
    })
  }

  it('are gone when Concur does not know them', async () => {
    concur().delete(`${PATH}/LATE`).reply(404, errorV4(404, PATH))

    expect((await take()).value).to.deep.equal({ accepted: true })
  })

  it('keep a code that is not plain in its place', async () => {
    concur().delete(`${PATH}/A%2FB%3F`).reply(204)

    await deleteExceptionV4(bench.client, { reportId: REPORT_ID }, 'A/B?', CONTEXT)
  })

  it('may be refused for their code, which is a result', async () => {
    const answer = errorV4(400, PATH, 'request.validation.error', 'Invalid exceptionCode')
    concur().put(PATH).reply(400, answer, { 'concur-correlationid': 'from-concur' })

    const { value, status, body, correlationId } = await put()

    expect({ value, status, correlationId }).to.deep.equal({
      value: { accepted: false, message: 'Invalid exceptionCode (request.validation.error)' },
      status: 400,
      correlationId: 'from-concur',
    })
    expect(new TextDecoder().decode(body)).to.equal(answer)
  })

  it('may be refused because Concur itself has put them there', async () => {
    const message = 'Only exceptions added through the API can be deleted'
    concur()
      .delete(`${PATH}/LATE`)
      .reply(400, errorV4(400, PATH, 'some.error', message))

    expect((await take()).value).to.deep.equal({ accepted: false, message: `${message} (some.error)` })
  })

  const failures: readonly (readonly [string, number, string])[] = [
    ['a deadlock', 400, errorV4(400, PATH, 'db', 'Deadlock while adding the exception')],
    ['too many requests', 400, errorV4(400, PATH, 'limit', 'The request limit for exceptions is exceeded')],
    ['a report that is paid', 400, errorV4(400, PATH, 'paid', 'The report is already paid')],
    ['something that is no answer of Concur’s', 400, '<html>exceptionCode</html>'],
    ['a report that is gone', 404, errorV4(404, PATH)],
    ['trouble of Concur’s', 500, errorV4(500, PATH)],
    ['maintenance', 503, ''],
  ]
  for (const [name, status, answer] of failures) {
    it(`fail to be put for ${name}`, async () => {
      concur().put(PATH).reply(status, answer)

      expect(await bench.failure(put)).to.include({
        status,
        kind: 'exceptions',
        mayHaveHappened: status >= 500,
      })
    })
  }

  it('may be there or not when a gateway answers 200 with a page of its own', async () => {
    concur().put(PATH).reply(200, '<html>Sign in</html>')

    expect(await bench.failure(put)).to.include({ code: 'CONCUR_UNREADABLE', mayHaveHappened: true })
  })

  it('need the token of a company, which the refusal says', async () => {
    grants('t2')
    nock(ORIGIN).put(PATH).times(2).reply(401, errorV4(401, PATH))
    const error = await bench.failure(put)

    expect(error).to.include({ trouble: 'permanent', status: 401 })
    expect(error.message).to.include('expense.report.readwrite').and.include('that of a company')
  })
})

describe('readExceptionsV4', () => {
  for (const [name, body] of [
    ['a page', '<html/>'],
    ['an object', '{"exceptions":[]}'],
    ['nothing', ''],
    ['an exception without a code', '[{"isBlocking":true}]'],
  ] as const) {
    it(`does not take ${name} for a list`, () => {
      expect(readExceptionsV4(Buffer.from(body)).ok).to.equal(false)
    })
  }

  for (const name of ['exceptions-v4-list', 'exceptions-v4-list-expense', 'exceptions-v4-list-allocation']) {
    it(`reads the example ${name} of Concur's page`, function () {
      const reading = readExceptionsV4(readFileSync(join(documentedSamples(this), `${name}.json`)))

      expect(reading.ok && reading.value.map(({ isBlocking }) => isBlocking)).to.include(true)
    })
  }
})

/** Concur, as long as it is asked as it should be. */
function concur(): nock.Scope {
  return nock(ORIGIN, {
    reqheaders: {
      authorization: 'Bearer t1',
      accept: 'application/json',
      'concur-correlationid': CONTEXT.correlationId,
    },
  })
}
