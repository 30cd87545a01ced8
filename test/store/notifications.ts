import type { Notification } from '../../server/notification/notification.ts'
import type { Claimed, Inbox } from '../../server/store/inbox/inbox.ts'

const PATH = '/api/expense/expensereport/v1.1/reportfulldetails/'

/** The moment from which the tests count. */
const START = Date.UTC(2026, 4, 22, 9, 30)

/** So many seconds after the tests begin. */
export function at(seconds: number): Date {
  return new Date(START + seconds * 1000)
}

/** What `receive` is given: a callout that says that a report has entered its step. */
export function callout(reportKey = 'nReport0001', changes: Partial<Notification> = {}): Notification {
  return {
    door: 'callout',
    objectType: 'EXPRPT',
    objectUri: `https://www.concursolutions.com${PATH}${reportKey}`,
    objectPath: `${PATH}${reportKey}`,
    eventType: 'Report Entered Expense Report Workflow Step - External Validation',
    eventDateTime: '2026-05-22',
    ...changes,
  }
}

/** The bytes of a delivery; the inbox keeps them and looks at nothing in them. */
export const RAW = new TextEncoder().encode('<Notification/>')

/** The claim, or a failure of the test that there was nothing to claim. */
export async function claimedAt(inbox: Inbox, seconds: number): Promise<Claimed> {
  const claimed = await inbox.claim(at(seconds))
  if (claimed === undefined) throw new Error('there was nothing to claim')
  return claimed
}
