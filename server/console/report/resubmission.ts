import type { Decision } from '../../record/decision.ts'
import type { Verdict } from '../../record/human-decision.ts'
import { parseDecision } from '../../record/parse-decision.ts'
import { compareReadings, type ReadingChanges } from '../../record/reading-changes.ts'
import type { ExpenseReport } from '../../report/expense-report.ts'
import { reportOutline } from '../../report/outline.ts'
import type { Database } from '../../store/database.ts'
import { createHumanDecisions } from '../../store/decisions/human-decisions.ts'
import { reviewBefore } from '../../store/reviews/past-reviews.ts'

/** What is different since a report was sent back, and what was said then. */
export interface Resubmission {
  /** The review that sent it back. */
  readonly reviewId: number
  /** Absent where nothing is different, or what it was is kept no longer. */
  readonly changes?: ReadingChanges
  /** What it was is kept, so that `changes` can be told. */
  readonly isComparable: boolean
  /** Of the person who sent it back: who, what they wrote to the employee, their verdicts by the key of the reason. */
  readonly said?: {
    readonly by: string
    readonly at: Date
    readonly comment?: string
    readonly verdicts: Readonly<Record<string, Verdict>>
  }
}

/** @returns `undefined` if the review before this one did not send the report back. */
export async function readResubmission(
  db: Database,
  review: { readonly id: number; readonly reportId: string },
  report: ExpenseReport,
  decision: Decision | undefined,
): Promise<Resubmission | undefined> {
  const before = await reviewBefore(db, review)
  if (before === undefined || before.result !== 'sent back') return undefined
  const was = before.facts.kind === 'report' ? before.facts.report : undefined
  const compared = compareReadings(
    { outline: was && reportOutline(was), decision: parseDecision(before.decision) },
    { outline: reportOutline(report), decision },
  )
  const changes = compared && withoutStamp(compared)
  const human = (await createHumanDecisions(db).of(before.id)).findLast(
    ({ state }) => state === 'carried out',
  )
  return {
    reviewId: before.id,
    isComparable: was !== undefined && was.source === report.source,
    ...(changes !== undefined && { changes }),
    ...(human !== undefined && {
      said: {
        by: human.by,
        at: human.acceptedAt,
        verdicts: human.verdicts,
        ...(human.comment !== undefined && { comment: human.comment }),
      },
    }),
  }
}

/** That it was submitted at another time is what its being submitted again means. */
function withoutStamp(changes: ReadingChanges): ReadingChanges | undefined {
  const fields = changes.fields.filter(({ field }) => field !== 'submittedAt')
  const isLeft = changes.findings.length + fields.length + changes.parts.length > 0
  return isLeft ? { ...changes, fields } : undefined
}
