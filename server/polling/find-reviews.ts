import { randomUUID } from 'node:crypto'
import type { ConcurClient } from '../concur/concur-client.ts'
import { locateReports } from '../concur/locate-reports.ts'
import { readWaitingReport } from '../concur/waiting-reports.ts'
import type { Log } from '../log.ts'
import { REPORT_STATUS } from '../report/approval-status.ts'
import type { Inbox } from '../store/inbox/inbox.ts'
import type { Arrival } from '../store/inbox/receive-batch.ts'
import type { PollOutcome } from './poll-outcome.ts'

/** What finding needs. */
export interface FindReviewsDeps {
  /** The connector's own: the reviews read with it, too. */
  readonly concur: ConcurClient
  readonly inbox: Pick<Inbox, 'quarantine'>
  readonly log: Log
  readonly now: () => Date
}

/**
 * Finds, among the changes of a poll, the reports that wait at external validation, and where they are read. What
 * Concur does not tell the address of goes to quarantine, as with the list of those that wait.
 * @returns Makes notifications of them, for the transaction that keeps the poll; it throws a `ConcurError` if the
 * addresses could not be asked for: then the poll is made again.
 */
export function createReviewFinder({ concur, inbox, log, now }: FindReviewsDeps) {
  return async (
    { changes }: Pick<PollOutcome, 'changes'>,
    signal: AbortSignal,
  ): Promise<readonly Arrival[]> => {
    const records = changes.map(({ record }): unknown => JSON.parse(record))
    const reports = records.filter(isWaiting).map(readWaitingReport)
    const waiting = reports.filter((report) => typeof report !== 'string')
    if (waiting.length === 0) return []
    const { located, lost } = await locateReports(concur, waiting, {
      correlationId: randomUUID(),
      signal,
    })
    for (const { report, problem } of lost) {
      await inbox.quarantine('polling', json({ ID: report.reportId }), [problem], now())
      log.warn('notification.quarantined', { door: 'polling', problems: [problem] })
    }
    return located.map(({ report: { reportId, submittedAt }, objectUri, objectPath }) => ({
      notification: {
        door: 'polling',
        objectType: 'EXPRPT',
        objectUri,
        objectPath,
        ...(submittedAt !== undefined && { eventDateTime: submittedAt }),
      },
      raw: json({ ID: reportId, 'Report-Full-Details-Url': objectUri, SubmitDate: submittedAt }),
      at: now(),
    }))
  }
}

function isWaiting(record: unknown): boolean {
  return (
    typeof record === 'object' &&
    record !== null &&
    'ApprovalStatusCode' in record &&
    record.ApprovalStatusCode === REPORT_STATUS.pendingExternalValidation
  )
}

function json(value: object): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value))
}
