import type { ReviewLine } from '../../../server/record/review-line.ts'
import type { Simulator } from '../../../server/simulator/simulator.ts'
import { writesOf } from '../../connector/set-up.ts'
import type { SubmittedReport } from './employees.ts'

/** What became of a report: `done once` is as it should be. */
export type Compared = 'done once' | 'lost' | 'doubled' | 'misrecorded'

/** Concur's ledger and our own records have one action for each visit, and no exception stands at an object twice. */
export function compareReport(
  { reportId, toBeDone, toBeRecorded }: SubmittedReport,
  simulator: Simulator,
  reviews: readonly ReviewLine[],
): Compared {
  const writes = writesOf(simulator, reportId).filter((write) => write !== 'delete notification')
  const posted = simulator.report(reportId).exceptions.map((exception) => JSON.stringify(exception))
  if (new Set(posted).size < posted.length || isMore(writes, toBeDone)) return 'doubled'
  if (writes.join(', ') !== toBeDone.join(', ')) return 'lost'
  const results = reviews.filter((review) => review.reportId === reportId).map(({ result }) => result)
  return results.join(', ') === toBeRecorded.join(', ') ? 'done once' : 'misrecorded'
}

/** Whether something was done more often than it was to be done. */
function isMore(writes: readonly string[], toBeDone: readonly string[]): boolean {
  const left = [...toBeDone]
  return writes.some((write) => {
    const at = left.indexOf(write)
    if (at !== -1) left.splice(at, 1)
    return at === -1
  })
}
