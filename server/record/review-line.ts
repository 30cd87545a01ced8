import { workingDaysSince } from './working-days.ts'

/** One review as operators see it, without its decision. What there is none of is `null`. */
export interface ReviewLine {
  readonly id: number
  /** The number of the notification that it was opened for. */
  readonly notificationId: number
  /** Identifies the visit; `ordinal` tells visits apart that Concur does not. */
  readonly visitKey: string
  readonly ordinal: number
  /** `EXPRPT` or `TRAVELREQ`. */
  readonly objectType: string
  /** Concur's id of the report; of a travel request, what Concur's pages show of it. */
  readonly reportId: string
  readonly reportName: string | null
  readonly employee: string | null
  readonly employeeLogin: string | null
  /** The company's own. */
  readonly employeeId: string | null
  /** Exact decimal, in `currency`. */
  readonly total: string | null
  readonly currency: string
  /** Hash of the policy file and its lists. */
  readonly policyVersion: string | null
  /** `act` or `observe`. */
  readonly mode: string
  /** What the policy asks for, see `Outcome`. */
  readonly outcome: string | null
  /** How it ended, see `ReviewResult`. */
  readonly result: string | null
  /** Why it ended so, or why it does not go on. */
  readonly reason: string | null
  /** Why it is held or only observed, where that is no rule of the policy: `INCOMPLETE`. */
  readonly reasonCode: string | null
  readonly decidedBy: string | null
  /** The login of the person who is to look at it. */
  readonly assignee: string | null
  /** Until then it is left out of what waits for people. */
  readonly snoozedUntil: Date | null
  /** The workflow step as Concur named it. */
  readonly stepName: string | null
  readonly startedAt: Date
  readonly decidedAt: Date | null
  readonly finishedAt: Date | null
  /** The ids of the rules that the decision rests on, see `HoldReason`. */
  readonly rules: readonly string[]
  /** Exception codes that Concur has accepted, each once, in the order of their posting. */
  readonly exceptions: readonly string[]
}

/**
 * For how many working days a review has waited, see `workingDaysSince`: since it began, for so long the employee waits.
 * @returns `undefined` for what has ended and is not held.
 */
export function ageOf(
  { result, startedAt }: Pick<ReviewLine, 'result' | 'startedAt'>,
  now: Date,
  timeZone: string,
): number | undefined {
  return result === null || result === 'held' ? workingDaysSince(startedAt, now, timeZone) : undefined
}
