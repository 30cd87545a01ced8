import type { ReviewEvidence } from '../record/review-evidence.ts'
import { unpackFacts } from '../report/report-facts.ts'
import { folderOf, formOf, readingPath } from './paths.ts'
import { rolesOfReadings } from './roles-of-readings.ts'
import type { Gone } from './what-is-gone.ts'

/** A file as it is to be. */
export interface File {
  readonly path: string
  readonly content: string | Uint8Array
}

/** The files of a review besides its page: each document as Concur sent it, and all else as JSON. */
export async function filesOfReview(
  evidence: ReviewEvidence,
  gone: readonly Gone[],
): Promise<readonly File[]> {
  const { readings, received, record } = evidence
  const folder = folderOf(record.review.id)
  return [
    { path: `${folder}/review.json`, content: await reviewJson(evidence, gone) },
    ...readings.flatMap(({ document }, index) =>
      document === undefined ? [] : [{ path: readingPath(evidence, index), content: document }],
    ),
    ...received.map(({ notification, raw }) => ({
      path: `${folder}/notification-${notification}.${formOf(raw)}`,
      content: raw,
    })),
  ]
}

async function reviewJson(evidence: ReviewEvidence, gone: readonly Gone[]): Promise<string> {
  const { record, readings, facts, acts, erasedAt } = evidence
  const roles = rolesOfReadings(record.events)
  const whole = {
    ...record,
    readings: readings.map(({ document, ...reading }, index) => ({
      ...reading,
      role: roles[index],
      ...(document !== undefined && { file: readingPath(evidence, index) }),
    })),
    // Amounts are texts of exact decimals.
    ...(facts !== undefined && { facts: await unpackFacts(facts.bytes, facts.version) }),
    trail: acts,
    ...(erasedAt !== null && { erasedAt }),
    gone,
  }
  return `${JSON.stringify(whole, null, 2)}\n`
}
