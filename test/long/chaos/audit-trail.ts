import type { Simulator } from '../../../server/simulator/simulator.ts'
import type { Overview } from '../../../server/store/operators/overview.ts'
import { writesOf } from '../../connector/set-up.ts'
import type { SubmittedReport } from './employees.ts'

const time = (at: Date | null) => (at === null ? '-' : at.toISOString().slice(11, 23))

/** All that is known of a report, for whoever looks for what went wrong with it. */
export async function auditTrail(
  simulator: Simulator,
  overview: Overview,
  { reportId, kind, toBeDone, submissionsLeft }: SubmittedReport,
): Promise<string> {
  const { statusCode } = simulator.report(reportId)
  const written = simulator.ledger.filter((entry) => entry.reportId === reportId)
  const reviews = (await overview.reviews({ limit: 100_000 })).filter((line) => line.reportId === reportId)
  const records = await Promise.all(reviews.toReversed().map(({ id }) => overview.review(String(id))))
  return [
    `report ${reportId} (${kind}) is at ${statusCode}, to be submitted ${submissionsLeft} times more`,
    `  to be done: ${toBeDone.join(', ')}`,
    `  was done: ${writesOf(simulator, reportId).join(', ')} at ${written.map(({ at }) => time(at)).join(', ')}`,
    ...records.flatMap((record) =>
      record === undefined
        ? []
        : [
            `  review ${record.review.id}: ${record.review.result} (${record.review.reason})`,
            ...record.notifications.map(
              (line) =>
                `    notification ${line.id} ${line.door} ${line.state}, received ${time(line.receivedAt)}, seen ${line.timesSeen} times, attempts ${line.attempts}: ${line.reason}`,
            ),
            ...record.effects.map(
              (effect) =>
                `    effect ${effect.kind} ${effect.state}, sent ${time(effect.sentAt)}, settled ${time(effect.settledAt)}: ${effect.reason}`,
            ),
            ...record.events.map((event) => `    ${time(event.at)} ${event.kind} ${event.summary}`),
          ],
    ),
  ].join('\n')
}
