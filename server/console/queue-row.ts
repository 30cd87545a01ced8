import { fieldOf } from '../policy/facts/custom-fields.ts'
import { holdReasons, keyedFindings } from '../record/hold-reason.ts'
import type { Amount } from '../record/listing.ts'
import { isOwner } from '../record/may-decide.ts'
import { parseDecision } from '../record/parse-decision.ts'
import type { Person } from '../record/person.ts'
import type { QueueDetail, QueueEntry } from '../record/queue-entry.ts'
import { workingDaysSince } from '../record/working-days.ts'
import type { SaidReason } from './say.ts'

/** Small signs beside a row. */
export type QueueMark = 'duplicate' | 'resubmitted' | 'own report'

/** One row of the queue. Texts of Concur stand in it as they were sent: whoever shows them escapes them. */
export interface QueueRow {
  readonly id: number
  readonly objectType: string
  readonly reportId: string
  readonly reportName: string | undefined
  readonly employee: string | undefined
  readonly costCentre: string | undefined
  readonly startedAt: Date
  /** Working days, see `workingDaysSince`; absent of what does not wait for a person. */
  readonly age: number | undefined
  readonly urgency: 'fresh' | 'amber' | 'red'
  readonly total: Amount | undefined
  readonly inQuestion: readonly Amount[]
  /** Why it is here: what asks for most, in the words of the policy; absent where nothing was found. */
  readonly worst: (SaidReason & { readonly rule: string }) | undefined
  /** How many reasons there are besides. */
  readonly more: number
  readonly stepName: string | undefined
  readonly timesSentBack: number
  readonly assignee: string | undefined
  /** Until when it is put off; absent where it is not, or no longer. */
  readonly putOffUntil: Date | undefined
  readonly marks: readonly QueueMark[]
  /** What the policy asks for, see `Outcome`. */
  readonly outcome: string | undefined
  /** Why it does not go on; of what is stuck. */
  readonly reason: string | undefined
  readonly decided: QueueDetail['decided']
}

/** What a row is seen with. */
export interface RowBasis {
  readonly person: Pick<Person, 'login' | 'email' | 'employeeId' | 'name' | 'role'>
  readonly now: Date
  readonly timeZone: string
  /** The field that holds the cost centre, such as `custom7`. */
  readonly costCentre?: string | undefined
}

/** Working days from which on somebody should look, and somebody else should ask why nobody has. */
const AMBER_DAYS = 1
const RED_DAYS = 3

/** What the queue shows of an entry. Pure. */
export function queueRow(entry: QueueEntry, detail: QueueDetail | undefined, basis: RowBasis): QueueRow {
  const { now, timeZone, costCentre, person } = basis
  const waits = entry.place === 'held' || entry.place === 'stuck'
  const age = waits ? workingDaysSince(entry.startedAt, now, timeZone) : undefined
  const { id, objectType, reportId, reportName, employee, startedAt, total, currency } = entry
  const { stepName, timesSentBack, assignee, snoozedUntil, outcome, reason, header } = entry
  return {
    id,
    objectType,
    reportId,
    reportName: filled(reportName),
    employee: filled(employee),
    costCentre: header && costCentre !== undefined ? costCentreOf(header, costCentre) : undefined,
    startedAt,
    age,
    urgency: urgencyOf(age ?? 0),
    total: total === undefined ? undefined : { amount: total, currency },
    inQuestion: inQuestionOf(entry),
    ...whyOf(entry, detail),
    stepName,
    timesSentBack,
    assignee,
    putOffUntil: snoozedUntil !== undefined && snoozedUntil > now ? snoozedUntil : undefined,
    marks: marksOf(entry, person),
    outcome,
    reason,
    decided: detail?.decided,
  }
}

/** Concur sends blanks for what is not there, and nobody can click on one. */
function filled(text: string | undefined): string | undefined {
  return text === undefined || text.trim() === '' ? undefined : text
}

/** What is in question of an entry: nothing that was not seen whole can be told. */
export function inQuestionOf({ isIncomplete, listing }: QueueEntry): readonly Amount[] {
  return isIncomplete ? [] : (listing?.inQuestion ?? [])
}

function urgencyOf(age: number): QueueRow['urgency'] {
  return age >= RED_DAYS ? 'red' : age >= AMBER_DAYS ? 'amber' : 'fresh'
}

function costCentreOf(
  { custom, scope: { orgUnits } }: NonNullable<QueueEntry['header']>,
  name: string,
): string | undefined {
  return fieldOf({ custom, orgUnits }, name)
}

/** The reason that asks for most stands first, and a person judges them all. */
function whyOf(
  { listing, reason }: QueueEntry,
  detail: QueueDetail | undefined,
): Pick<QueueRow, 'worst' | 'more'> {
  const decision = parseDecision(detail?.decision)
  if (decision === undefined) return { worst: undefined, more: 0 }
  const reasons = holdReasons(decision, reason ?? null)
  const strictest = decision.gap === undefined ? decision.findings[listing?.worst ?? 0] : undefined
  const [first] = decision.gap === undefined ? keyedFindings(decision) : []
  const finding = strictest?.enforce === 'act' ? strictest : first?.[1]
  const worst = finding ?? reasons[0]
  return {
    worst: worst && { rule: worst.rule, message: worst.message, ...(finding && { finding }) },
    more: Math.max(0, reasons.length - 1),
  }
}

function marksOf(
  { listing, timesSentBack, employeeLogin, employeeId, place }: QueueEntry,
  person: RowBasis['person'],
): readonly QueueMark[] {
  const isOwn = isOwner(person, { loginId: employeeLogin, employeeId }) === true
  return [
    ...(listing?.isDuplicate === true ? (['duplicate'] as const) : []),
    ...(timesSentBack > 0 && place === 'held' ? (['resubmitted'] as const) : []),
    ...(isOwn ? (['own report'] as const) : []),
  ]
}
