import { hash } from 'node:crypto'
import type { ReportHeader } from '../report/expense-report.ts'
import type { TravelRequest } from '../request/travel-request.ts'

/**
 * Names a reading of a report: equal for two in which nothing has changed that its employee could have corrected, nor
 * its total nor its submission. Keys of v1.1 and v4 never agree, because neither reads what the other does.
 * @param factsKey See the function of that name.
 */
export function reportReadingKey(
  { source, total, submittedAt, everSentBack }: ReportHeader,
  factsKey: string,
): string {
  return keyOf([source, factsKey, total?.amount.toFixed(), total?.currency, submittedAt, everSentBack])
}

/** The same for a travel request; what Concur stamps and translates by itself does not count. */
export function requestReadingKey(request: TravelRequest): string {
  const { lastModifiedAt: _at, operations: _operations, approvalStatus: _status, ...facts } = request
  return keyOf(facts)
}

function keyOf(facts: unknown): string {
  return hash('sha256', JSON.stringify(facts))
}
