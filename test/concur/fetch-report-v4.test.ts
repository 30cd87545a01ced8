import { expect } from 'chai'
import nock from 'nock'
import { fetchReportV4 } from '../../server/concur/fetch-report-v4.ts'
import { readReportV4 } from '../../server/concur/read-report-v4.ts'
import { asText, CONTEXT, grants, ORIGIN, useClient } from './client-bench.ts'
import { fixture } from './fixture.ts'
import {
  COMMENTS_PATH,
  EXPENSES,
  EXPENSES_PATH,
  REPORT_ID,
  REPORT_PATH,
  reportAnswers,
  serve,
} from './report-v4-answers.ts'

const SHORT = `/expensereports/v4/reports/${REPORT_ID}`

describe('fetchReportV4', () => {
  const bench = useClient()
  const fetch = () => fetchReportV4(bench.client, REPORT_PATH, CONTEXT, readReportV4)

  beforeEach(() => grants('t1'))

  it('asks for each part once, and for nothing that Concur says is not there', async () => {
    const asked: string[] = []
    const answers = reportAnswers()
    nock(ORIGIN, {
      reqheaders: {
        authorization: 'Bearer t1',
        accept: 'application/json',
        'concur-correlationid': CONTEXT.correlationId,
      },
    })
      .get(() => true)
      .times(answers.size)
      .reply((request: Request) => {
        const path = pathOf(request)
        asked.push(path)
        return [200, answers.get(path) ?? `nobody asked for ${path}`]
      })

    const { value } = await fetch()

    expect(asked.toSorted()).to.deep.equal([...answers.keys()].toSorted())
    expect(value.entries.map(({ itemizations }) => itemizations.length)).to.deep.equal([2, 0])
  })

  it('gives one JSON text that holds every answer byte for byte', async () => {
    const answers = reportAnswers()
    serve(answers)

    const { body, status, correlationId } = await fetchReportV4(bench.client, REPORT_PATH, CONTEXT, asText)

    const bundle = new TextDecoder().decode(body)
    expect([...answers].filter(([, answer]) => !bundle.includes(answer))).to.deep.equal([])
    expect(Object.keys(JSON.parse(bundle))).to.deep.equal([
      'report',
      'allComments',
      'exceptions',
      'expenses',
      'parts',
    ])
    expect({ status, correlationId }).to.deep.equal({
      status: 200,
      correlationId: `from-concur ${REPORT_PATH.slice(-12)}`,
    })
  })

  it('asks for nothing but the header of a report that does not wait', async () => {
    const report = fixture('v4/report.json').replace('"A_EXTV"', '"A_APPR"')
    serve(new Map([[REPORT_PATH, report]]))

    const { value, body } = await fetch()

    expect(value.approvalStatus.code).to.equal('A_APPR')
    expect(value.entries).to.deep.equal([])
    expect(new TextDecoder().decode(body)).to.include(report)
  })

  it('reads a report without expenses', async () => {
    const answers = new Map([...reportAnswers()].slice(0, 4))
    answers.set(EXPENSES_PATH, '[]')
    serve(answers)

    expect((await fetch()).value.entries).to.deep.equal([])
  })

  it('asks for attendees and allocations where nothing says that there are none', async () => {
    const { hotel } = EXPENSES
    const answers = reportAnswers()
    const expenses = answers.get(EXPENSES_PATH) ?? ''
    answers.set(
      EXPENSES_PATH,
      expenses
        .replace('"attendeeCount": 0', '"attendeeCount": null')
        .replace('"NOT_ALLOCATED"', '"NEW_STATE"'),
    )
    answers.set(`${REPORT_PATH}/expenses/${hotel}/attendees`, '{"expenseAttendeeList": []}')
    answers.set(`${REPORT_PATH}/expenses/${hotel}/allocations`, '[]')
    serve(answers)

    expect((await fetch()).value.entries).to.have.length(2)
  })

  it('does without what Concur itself may charge an expense to that nobody has allocated', async () => {
    const { breakfast } = EXPENSES
    const answers = new Map<string, string | number>(reportAnswers())
    serve(answers.set(`${REPORT_PATH}/expenses/${breakfast}/allocations`, 404))

    const { entries } = (await fetch()).value

    expect(entries[0]?.itemizations.map(({ allocations }) => allocations.length)).to.deep.equal([1, 0])
  })

  it('understands answers that begin with a byte order mark', async () => {
    const answers = reportAnswers()
    answers.set(REPORT_PATH, `\ufeff${answers.get(REPORT_PATH)}`)
    serve(answers)

    expect((await fetch()).value.reportId).to.equal(REPORT_ID)
  })

  it('does without comments and exceptions that Concur does not know', async () => {
    const answers = new Map<string, string | number>(reportAnswers())
    for (const path of answers.keys()) if (/\/(comments|exceptions)(\?|$)/.test(path)) answers.set(path, 404)
    serve(answers)

    const { value } = await fetch()

    expect(value.comments).to.equal(undefined)
    expect(value.entries[0]?.comments).to.equal(undefined)
    expect(value)
      .to.include({ hasBlockingExceptions: false })
      .and.not.have.any.keys('hasException', 'comments')
  })

  const essential: readonly (readonly [string, string])[] = [
    ['the report', REPORT_PATH],
    ['its expenses', EXPENSES_PATH],
    ['an expense', `${REPORT_PATH}/expenses/${EXPENSES.dinner}`],
    ['an itemization', `${REPORT_PATH}/expenses/${EXPENSES.room}`],
    ['allocations', `${REPORT_PATH}/expenses/${EXPENSES.dinner}/allocations`],
    ['attendees', `${REPORT_PATH}/expenses/${EXPENSES.dinner}/attendees`],
  ]
  for (const [name, path] of essential) {
    it(`fails where Concur does not know ${name}`, async () => {
      servePersistently(new Map<string, string | number>(reportAnswers()).set(path, 404))

      expect(await bench.failure(fetch)).to.include({ trouble: 'not found', status: 404, kind: 'report' })
    })
  }

  const failures: readonly (readonly [number, string, string])[] = [
    [400, 'bad request', 'CONCUR_REFUSED'],
    [409, 'transient', 'CONCUR_REFUSED'],
    [429, 'transient', 'CONCUR_RESPONSE'],
    [500, 'transient', 'CONCUR_RESPONSE'],
    [503, 'transient', 'CONCUR_RESPONSE'],
  ]
  for (const [status, trouble, code] of failures) {
    it(`fails with the ${status} of any part, and Concur’s message and id`, async () => {
      const path = COMMENTS_PATH
      servePersistently(new Map<string, string | number>(reportAnswers()).set(path, status))
      const error = await bench.failure(fetch)

      expect(error).to.include({ trouble, code, status, kind: 'report' })
      expect(error.message).to.include('Concur says why (some.error)')
    })
  }

  for (const [name, fail] of [
    ['a 500', (path: string) => nock(ORIGIN).get(path).reply(500, '')],
    ['a 502', (path: string) => nock(ORIGIN).get(path).reply(502, '<html>Bad gateway</html>')],
    [
      'a connection that breaks',
      (path: string) =>
        nock(ORIGIN)
          .get(path)
          .replyWithError(Object.assign(new Error('reset'), { code: 'ECONNRESET' })),
    ],
  ] as const) {
    it(`asks once more for a part after ${name}, and for no other`, async () => {
      fail(`${REPORT_PATH}/expenses/${EXPENSES.room}`)
      serve(reportAnswers())

      expect((await fetch()).value.entries).to.have.length(2)
    })
  }

  for (const status of [401, 403]) {
    it(`takes a second ${status} of any part for a grant that is missing, and says which`, async () => {
      nock(ORIGIN).persist().post('/oauth2/v0/token').reply(200, { access_token: 't2' })
      servePersistently(new Map<string, string | number>(reportAnswers()).set(COMMENTS_PATH, status))
      const error = await bench.failure(fetch)
      nock.cleanAll()

      expect(error).to.include({ trouble: 'permanent', status, retryable: false })
      expect(error.message).to.include('expense.report.read')
    })
  }

  it('stops asking when one part has failed', async () => {
    let asked = 0
    const answers = reportAnswers()
    const many = Array.from({ length: 300 }, (_, index) => `{"expenseId":"E${index}","attendeeCount":0}`)
    answers.set(EXPENSES_PATH, `[${many.join()}]`)
    nock(ORIGIN)
      .persist()
      .get(() => true)
      .reply(({ url }: Request) => {
        asked += 1
        const answer = answers.get(pathOf({ url }))
        return answer === undefined ? [500, ''] : [200, answer]
      })
    await bench.failure(fetch)
    await new Promise((resolve) => setTimeout(resolve, 100))
    nock.cleanAll()

    expect(asked).to.be.below(30)
  })

  const strange: readonly (readonly [string, string, string])[] = [
    ['a page instead of a part', EXPENSES_PATH, '<html>Sign in</html>'],
    ['an object instead of a list', EXPENSES_PATH, '{}'],
    ['a list of something else', EXPENSES_PATH, '["A1"]'],
    ['a list instead of an object', REPORT_PATH, '[]'],
    ['half an answer', REPORT_PATH, '{"reportId":'],
    ['nothing', `${SHORT}/exceptions`, ''],
  ]
  for (const [name, path, answer] of strange) {
    it(`takes ${name} for an outage`, async () => {
      servePersistently(reportAnswers().set(path, answer))

      expect(await bench.failure(fetch)).to.include({
        code: 'CONCUR_UNREADABLE',
        trouble: 'transient',
        status: 200,
      })
    })
  }

  const hopeless: readonly (readonly [string, string, string])[] = [
    ['an expense without an id', '[{"attendeeCount":0}]', 'an expense has no expenseId'],
    ['an id that is a path', '[{"expenseId":"../../x"}]', 'an expense has no expenseId'],
    [
      'more expenses than it reads',
      `[${Array.from({ length: 2001 }, () => '{"expenseId":"A1"}').join()}]`,
      'it has more than 2000 expenses and itemizations',
    ],
    [
      'more bytes than it reads',
      `[{"expenseId":"A1","x":"${'x'.repeat(11 * 1024 * 1024)}"}]`,
      'it has more than 20971520 bytes',
    ],
  ]
  for (const [name, expenses, problem] of hopeless) {
    it(`does not ask again and again for a report with ${name}`, async () => {
      const answers = reportAnswers().set(EXPENSES_PATH, expenses)
      answers.set(`${REPORT_PATH}/expenses/A1`, `{"x":"${'x'.repeat(11 * 1024 * 1024)}"}`)
      answers.set(`${REPORT_PATH}/expenses/A1/allocations`, '[]')
      answers.set(`${REPORT_PATH}/expenses/A1/attendees`, '{}')
      servePersistently(answers)
      const error = await bench.failure(fetch)

      expect(error).to.include({ code: 'CONCUR_UNREADABLE', trouble: 'bad request', kind: 'report' })
      expect(error.message).to.include(problem)
    })
  }

  it('says what a report lacks that is not whole', async () => {
    const answers = reportAnswers()
    serve(answers.set(REPORT_PATH, (answers.get(REPORT_PATH) ?? '').replace('"currencyCode": "EUR",\n', '')))
    const error = await bench.failure(fetch)

    expect(error).to.include({ code: 'CONCUR_UNREADABLE', trouble: 'unreadable' })
    expect(error.message).to.include('there is no report.currencyCode')
  })
})

/** For calls of which some are not made, because another has failed. */
function servePersistently(answers: ReadonlyMap<string, string | number>): void {
  nock(ORIGIN)
    .persist()
    .get(() => true)
    .optionally()
    .reply(({ url }: Request) => {
      const answer = answers.get(pathOf({ url }))
      if (typeof answer === 'string') return [200, answer]
      const status = answer ?? 404
      return [status, { httpStatus: String(status), errorMessage: 'Concur says why', errorId: 'some.error' }]
    })
}

function pathOf({ url }: Pick<Request, 'url'>): string {
  const { pathname, search } = new URL(url)
  return pathname + search
}
