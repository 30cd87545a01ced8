import type { ReviewEvidence } from '../record/review-evidence.ts'

/** Something that belongs to a review and is not in its evidence. */
export interface Gone {
  readonly what: string
  readonly why: string
  /** Of a document that was taken away: whoever has a copy can tell whether it is the one. */
  readonly bytes?: number
  readonly sha256?: string
}

/** The connector deletes it, or had never kept it. */
export const DELETED = 'it was deleted when the time was over for which it is kept (KEEP_DAYS)'

/**
 * What is missing of the evidence of a review, and why; pure.
 * @param isKept Whether a version of the policy is kept.
 */
export function whatIsGone(evidence: ReviewEvidence, isKept: (version: string) => boolean): readonly Gone[] {
  const { record, readings, facts, erasedAt } = evidence
  const { review, notifications, events } = record
  const day = erasedAt?.toISOString().slice(0, 10)
  const isJudgedReport = review.objectType !== 'TRAVELREQ' && review.decidedAt !== null
  const answers = events.filter(({ kind, detail }) => kind === 'call' && detail === undefined).length
  const isAnnounced = notifications.some(({ id }) => id === review.notificationId)
  const versions = policiesOf(evidence).filter((version) => !isKept(version))
  return [
    ...(day === undefined
      ? []
      : [gone('names and texts of people', `they were replaced by pseudonyms on ${day}`)]),
    ...readings.flatMap(({ document, erased }, index) =>
      document === undefined
        ? [
            {
              what: `document of reading ${index + 1}`,
              why: erased === undefined ? DELETED : 'it was taken away with the people in it',
              ...erased,
            },
          ]
        : [],
    ),
    ...(isJudgedReport && facts === undefined ? [gone('facts that the policy was applied to', DELETED)] : []),
    ...(answers > 0 ? [gone(`answers of Concur to ${answers} writes, in full`, DELETED)] : []),
    ...(isAnnounced ? [] : [gone(`notification ${review.notificationId}`, DELETED)]),
    ...versions.map((version) =>
      gone(`text of the policy ${version}`, 'it judged before versions of the policy were kept'),
    ),
  ]
}

/** The versions of the policy that judged a review, each once, the first one first; pure. */
export function policiesOf({ record: { review, events } }: ReviewEvidence): readonly string[] {
  const judged = events.flatMap(({ kind, detail }) => (kind === 'decided' ? versionIn(detail) : []))
  return [...new Set([...judged, ...(review.policyVersion === null ? [] : [review.policyVersion])])]
}

function versionIn(detail: unknown): readonly string[] {
  if (typeof detail !== 'object' || detail === null || !('policyVersion' in detail)) return []
  return typeof detail.policyVersion === 'string' ? [detail.policyVersion] : []
}

function gone(what: string, why: string): Gone {
  return { what, why }
}
