import { expect } from 'chai'
import type { ConcurClient } from '../../server/concur/concur-client.ts'
import { ConcurError } from '../../server/concur/concur-error.ts'
import { evaluateRequest } from '../../server/policy/evaluate-request.ts'
import { NO_HISTORY } from '../../server/record/history.ts'
import type { TravelRequest } from '../../server/request/travel-request.ts'
import { assess, type Bystander } from '../../server/review/assess.ts'
import { findObjects } from '../../server/review/find-object.ts'
import type { ExpenseApi } from '../../server/review/find-report.ts'
import type { Claimed } from '../../server/store/inbox/inbox.ts'
import { fixture } from '../concur/fixture.ts'
import { REPORT_ID, REPORT_PATH, USER_ID } from '../concur/report-v4-answers.ts'
import { policyOf } from '../policy/apply-rule.ts'
import { rejectionOf } from '../store/rejection.ts'

const CALL = { correlationId: '7d9f7d0e-0000-4000-8000-000000000001' }
const CALLOUT_PATH = '/api/expense/expensereport/v1.1/reportfulldetails/nReport%Re$w1'
const XML = fixture('report-full-details.xml')
const ON_V11 = '7C2E5A9B04D14F6E8A31'
const ON_V4 = `/expensereports/v4/users/${USER_ID}/context/TRAVELER/reports/${ON_V11}`
const LISTS = '/api/expense/expensereport/v1.1/ReportsList/ALL/LastModified?date='
const USERS = '/profile/identity/v4/Users?filter=userName%20eq%20%22robin.example%40example.com%22'
/** Only the header is read of what does not wait. */
const HEADER = fixture('v4/report.json').replace('"A_EXTV"', '"A_APPR"')
const LIST = list(
  REPORT_ID,
  'http://www.concursolutions.com/api/expense/expensereport/v1.1/reportfulldetails/n%1',
)
const FOUND_PATH = '/api/expense/expensereport/v1.1/reportfulldetails/n%1'
const NO_REPORTS = '<ReportsList/>'

/** Announced in the evening of the 22nd, and worked on ten days later. */
const CLAIMED: Claimed = {
  id: 1,
  claim: 'c1',
  door: 'callout',
  objectType: 'EXPRPT',
  objectPath: CALLOUT_PATH,
  correlationId: CALL.correlationId,
  announcedAt: new Date('2026-05-22T19:46:01.500Z'),
  receivedAt: new Date('2026-05-25T08:00:00Z'),
  lastSeenAt: new Date('2026-05-25T08:00:00Z'),
  attempts: 1,
  abandoned: 0,
  isRetry: false,
}
const { announcedAt: _announcedAt, ...UNDATED } = CLAIMED
const now = () => new Date('2026-06-01T12:00:00Z')

/** What Concur answers at a path: a body, or an error. */
type Answers = Readonly<Record<string, string | ConcurError>>

interface Case {
  readonly api: ExpenseApi
  readonly claimed: Claimed
  readonly answers: Answers
  /** Of the report that was read at last. */
  readonly source: 'v1' | 'v4'
}

/** Everything that is answered is asked for, in this order. */
const CASES: Readonly<Record<string, Case>> = {
  'reads on v1.1 what a callout announced there': {
    api: 'auto',
    claimed: CLAIMED,
    answers: { [CALLOUT_PATH]: XML },
    source: 'v1',
  },
  'reads on v4 what an event announced there': {
    api: 'auto',
    claimed: { ...CLAIMED, objectPath: REPORT_PATH },
    answers: { [REPORT_PATH]: HEADER },
    source: 'v4',
  },
  'asks for no other address where v1.1 is wanted and given': {
    api: 'v1.1',
    claimed: CLAIMED,
    answers: { [CALLOUT_PATH]: XML },
    source: 'v1',
  },
  'asks for no other address where v4 is wanted and given': {
    api: 'v4',
    claimed: { ...CLAIMED, objectPath: REPORT_PATH },
    answers: { [REPORT_PATH]: HEADER },
    source: 'v4',
  },
  'finds the address on v1.1 among what was modified when the event happened': {
    api: 'v1.1',
    claimed: { ...CLAIMED, objectPath: REPORT_PATH },
    answers: { [`${LISTS}2026-05-22T07:00:00`]: LIST, [FOUND_PATH]: XML },
    source: 'v1',
  },
  'finds it among what was modified today where it was modified again': {
    api: 'v1.1',
    claimed: { ...CLAIMED, objectPath: REPORT_PATH },
    answers: {
      [`${LISTS}2026-05-22T07:00:00`]: NO_REPORTS,
      [`${LISTS}2026-06-01T00:00:00`]: LIST,
      [FOUND_PATH]: XML,
    },
    source: 'v1',
  },
  'searches from when it was received where the event has no time': {
    api: 'v1.1',
    claimed: { ...UNDATED, objectPath: REPORT_PATH },
    answers: { [`${LISTS}2026-05-24T20:00:00`]: LIST, [FOUND_PATH]: XML },
    source: 'v1',
  },
  'finds the address on v4 by the login of the owner': {
    api: 'v4',
    claimed: CLAIMED,
    answers: { [CALLOUT_PATH]: XML, [USERS]: usersOf(USER_ID), [ON_V4]: HEADER },
    source: 'v4',
  },
}

const NOT_FOUND = `report ${REPORT_ID} waits in Concur, and it is not known where to read it: `
const NO_OWNER =
  "CONCUR_EXPENSE_API is v4, and Concur does not tell the id of the report's owner (Identity v4): set it to auto, so that callouts are reviewed on v1.1"

const FAILURES: Readonly<
  Record<
    string,
    Omit<Case, 'source'> & { readonly trouble: ConcurError['trouble']; readonly message: string }
  >
> = {
  'is not found where no list has the report': {
    api: 'v1.1',
    claimed: { ...CLAIMED, objectPath: REPORT_PATH },
    answers: {
      [`${LISTS}2026-05-22T07:00:00`]: NO_REPORTS,
      [`${LISTS}2026-06-01T00:00:00`]: NO_REPORTS,
    },
    trouble: 'not found',
    message: `CONCUR_EXPENSE_API is v1.1: ${NOT_FOUND}it has no address in Expense Reports List v1.1`,
  },
  'is not found, for the reason that Concur gives, where it does not let us search': {
    api: 'v1.1',
    claimed: { ...CLAIMED, objectPath: REPORT_PATH },
    answers: { [`${LISTS}2026-05-22T07:00:00`]: failure('permanent', 'the scope is missing') },
    trouble: 'not found',
    message: `CONCUR_EXPENSE_API is v1.1: ${NOT_FOUND}the scope is missing`,
  },
  'may be found later where the search may succeed later': {
    api: 'v1.1',
    claimed: { ...CLAIMED, objectPath: REPORT_PATH },
    answers: { [`${LISTS}2026-05-22T07:00:00`]: failure('transient', 'Concur answered 503') },
    trouble: 'transient',
    message: 'Concur answered 503',
  },
  'is for a person, with what to do, where Concur does not know the owner': {
    api: 'v4',
    claimed: CLAIMED,
    answers: { [CALLOUT_PATH]: XML, [USERS]: usersOf() },
    trouble: 'permanent',
    message: NO_OWNER,
  },
  'is for a person, and nobody is asked, where the report has no login of its owner': {
    api: 'v4',
    claimed: CLAIMED,
    answers: { [CALLOUT_PATH]: XML.replaceAll(/<X_UserID>.*<\/X_UserID>/g, '') },
    trouble: 'permanent',
    message: NO_OWNER,
  },
  'fails as the reading on v1.1 does, which tells the owner': {
    api: 'v4',
    claimed: CLAIMED,
    answers: { [CALLOUT_PATH]: failure('not found', 'Concur answered 404') },
    trouble: 'not found',
    message: 'Concur answered 404',
  },
}

describe('what a notification is about', () => {
  for (const [title, { api, claimed, answers, source }] of Object.entries(CASES)) {
    it(title, async () => {
      const { asked, find } = scripted(answers, api)

      const read = await find(claimed, BYSTANDER, CALL)
      const { object } = (await read()).value

      expect(object.visit.source).to.equal(source)
      expect(asked).to.deep.equal(Object.keys(answers))
    })
  }

  for (const [title, { api, claimed, answers, trouble, message }] of Object.entries(FAILURES)) {
    it(title, async () => {
      const { asked, find } = scripted(answers, api)

      const error = await rejectionOf(find(claimed, BYSTANDER, CALL))

      expect(error).to.be.instanceOf(ConcurError).and.to.include({ trouble, message })
      expect(asked).to.deep.equal(Object.keys(answers))
    })
  }

  for (const api of ['auto', 'v1.1', 'v4'] as const) {
    it(`finds a travel request by its own address, whichever services reports are reviewed with: ${api}`, async () => {
      const objectPath = '/api/travelrequest/v1.0/requests/nRequest1'
      const { asked, find } = scripted({ [objectPath]: fixture('travel-request-details.xml') }, api)

      const read = await find({ ...CLAIMED, objectType: 'TRAVELREQ', objectPath }, BYSTANDER, CALL)
      const { value } = await read()

      expect(asked).to.deep.equal([objectPath])
      expect(value.object).to.include({ noun: 'request' })
    })
  }

  it('reads anew at each reading, and looks for the address once', async () => {
    const { asked, find } = scripted({ [`${LISTS}2026-05-22T07:00:00`]: LIST, [FOUND_PATH]: XML }, 'v1.1')

    const read = await find({ ...CLAIMED, objectPath: REPORT_PATH }, BYSTANDER, CALL)
    await read()
    await read()

    expect(asked).to.deep.equal([`${LISTS}2026-05-22T07:00:00`, FOUND_PATH, FOUND_PATH])
  })
})

const BYSTANDER = { history: () => Promise.resolve(NO_HISTORY) }

const whoIs = () => Promise.resolve({})

/** What finds reports at a Concur that answers so, and the paths that were asked. */
function scripted(answers: Answers, api: ExpenseApi) {
  const asked: string[] = []
  const concur: ConcurClient = {
    async call({ path }, read) {
      asked.push(path)
      const answer = answers[path] ?? new Error(`nobody was to ask for ${path}`)
      if (typeof answer !== 'string') throw answer
      const body = new TextEncoder().encode(answer)
      const reading = await read(body, 200)
      if (!reading.ok) throw new Error(reading.problem)
      return { status: 200, body, value: reading.value }
    },
    checkToken: () => Promise.resolve(),
  }
  const policy = policyOf('rule: personal-claimed, severity: error')
  const deps = {
    concur,
    readReport: (body: Uint8Array, _: unknown, bystander: Bystander) => assess(body, policy, bystander),
    judgeRequest: (request: TravelRequest) => Promise.resolve(evaluateRequest(request, policy)),
    policy: () => policy,
    whoIs,
    now,
  }
  return { asked, find: findObjects(deps, api) }
}

function list(reportId: string, url: string): string {
  const summary = `<ReportId>${reportId}</ReportId><Report-Full-Details-Url>${url}</Report-Full-Details-Url>`
  return `<ReportsList><ReportSummary>${summary}</ReportSummary></ReportsList>`
}

function usersOf(...ids: readonly string[]): string {
  return JSON.stringify({ totalResults: ids.length, Resources: ids.map((id) => ({ id })) })
}

function failure(trouble: ConcurError['trouble'], message: string): ConcurError {
  return new ConcurError(message, { code: 'CONCUR_RESPONSE', kind: 'report', trouble })
}
