import nock from 'nock'
import { bundleOf } from '../../server/concur/report-bundle.ts'
import { ORIGIN } from './client-bench.ts'
import { fixture } from './fixture.ts'

/** The report of these tests: a hotel bill with two itemizations, and a dinner with two attendees. */
export const REPORT_ID = '5D1F0C7A9B3E4A62C801'
/** Whose it is. */
export const USER_ID = '4b7c9e10-52aa-4c1e-9d55-0d6f3a7e8b21'
/** As an event names it: the user's id in capitals. */
export const REPORT_PATH = `/expensereports/v4/users/${USER_ID.toUpperCase()}/context/TRAVELER/reports/${REPORT_ID}`
const SHORT = `/expensereports/v4/reports/${REPORT_ID}`
/** Of the list of expenses, itemizations included. */
export const EXPENSES_PATH = `${REPORT_PATH}/expenses?includeItemizations=true`
/** Of the comments of all levels. */
export const COMMENTS_PATH = `${SHORT}/comments?includeAllComments=true`

/** The expenses by their fixtures' names. */
export const EXPENSES = {
  hotel: 'A1B2C3D4E5F60718293A4B5C6D7E8F90',
  dinner: 'B7E6D5C4B3A291807F6E5D4C3B2A1908',
  room: 'C0FFEE00112233445566778899AABBCC',
  breakfast: 'D1CEBA5E00112233445566778899AABB',
} as const

/** Every path that has to be asked, and what it is answered with. */
export function reportAnswers(): Map<string, string> {
  const { hotel, dinner, room, breakfast } = EXPENSES
  const answers: readonly (readonly [string, string])[] = [
    [REPORT_PATH, 'report'],
    [EXPENSES_PATH, 'expenses'],
    [COMMENTS_PATH, 'comments'],
    [`${SHORT}/exceptions`, 'exceptions'],
    [`${REPORT_PATH}/expenses/${hotel}`, 'detail-hotel'],
    [`${REPORT_PATH}/expenses/${room}`, 'detail-room'],
    [`${REPORT_PATH}/expenses/${room}/allocations`, 'allocations-room'],
    [`${REPORT_PATH}/expenses/${breakfast}`, 'detail-breakfast'],
    [`${REPORT_PATH}/expenses/${breakfast}/allocations`, 'allocations-breakfast'],
    [`${REPORT_PATH}/expenses/${breakfast}/attendees`, 'attendees-breakfast'],
    [`${REPORT_PATH}/expenses/${dinner}`, 'detail-dinner'],
    [`${REPORT_PATH}/expenses/${dinner}/allocations`, 'allocations-dinner'],
    [`${REPORT_PATH}/expenses/${dinner}/attendees`, 'attendees-dinner'],
  ]
  return new Map(answers.map(([path, name]) => [path, fixture(`v4/${name}.json`)]))
}

/** Concur gives these answers, each once; a number is a status with an error body of version 4. */
export function serve(answers: ReadonlyMap<string, string | number>): void {
  for (const [path, answer] of answers) {
    const isStatus = typeof answer === 'number'
    nock(ORIGIN)
      .get(path)
      .reply(isStatus ? answer : 200, isStatus ? errorV4(answer, path) : answer, {
        'content-type': 'application/json',
        'concur-correlationid': `from-concur ${path.slice(-12)}`,
      })
  }
}

/** How a service of version 4 says that something is wrong. */
export function errorV4(
  status: number,
  path: string,
  errorId = 'some.error',
  message = 'Concur says why',
): string {
  return JSON.stringify({
    timestamp: '2026-06-01T12:00:00.248Z',
    httpStatus: `${status} - Some Status`,
    errorMessage: message,
    errorId,
    path,
  })
}

/** The bundle of these answers, as `fetchReportV4` makes it. */
export function bundleOfAnswers(answers: ReadonlyMap<string, string> = reportAnswers()): string {
  const answer = (path: string) => {
    const text = answers.get(path)
    return text === undefined ? undefined : Buffer.from(text)
  }
  const parts = Object.values(EXPENSES).map((id) => {
    const at = `${REPORT_PATH}/expenses/${id}`
    const found = {
      detail: answer(at),
      allocations: answer(`${at}/allocations`),
      attendees: answer(`${at}/attendees`),
    }
    return [id, Object.fromEntries(Object.entries(found).filter(([, part]) => part !== undefined))] as const
  })
  const comments = answer(COMMENTS_PATH)
  const exceptions = answer(`${SHORT}/exceptions`)
  const bundle = bundleOf({
    report: answer(REPORT_PATH) ?? Buffer.from('null'),
    expenses: answer(EXPENSES_PATH) ?? Buffer.from('null'),
    ...(comments && { comments }),
    ...(exceptions && { exceptions }),
    parts: new Map(parts),
  })
  return new TextDecoder().decode(bundle)
}
