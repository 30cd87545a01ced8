import { z } from 'zod'
import { DECISION_STATES, HUMAN_ACTIONS, VERDICTS } from '../../server/record/human-decision.ts'
import { ROLES } from '../../server/record/person.ts'
import { REVIEW_ACTS } from '../../server/record/review-act.ts'
import { NOTE_KINDS } from '../../server/record/review-note.ts'

const text = z.string()
const number = z.int()
const textOrNull = text.nullable()
const time = z.iso.datetime()
const timeOrNull = time.nullable()

/** Who the caller is. */
export const callerAnswer = z
  .object({ id: number, name: text, role: z.enum(ROLES) })
  .meta({ id: 'Caller', description: 'The key that came with the request.' })

const reviewLine = z
  .object({
    id: number,
    notificationId: number,
    visitKey: text,
    ordinal: number,
    objectType: text.meta({ description: '`EXPRPT` or `TRAVELREQ`.' }),
    reportId: text,
    reportName: textOrNull,
    employee: textOrNull,
    employeeLogin: textOrNull,
    employeeId: textOrNull,
    total: textOrNull.meta({ description: 'Exact decimal, in `currency`.' }),
    currency: text,
    policyVersion: textOrNull,
    mode: text.meta({ description: '`act` or `observe`.' }),
    outcome: textOrNull.meta({ description: 'What the policy asks for.' }),
    result: textOrNull.meta({ description: 'How it ended; null while it has not.' }),
    reason: textOrNull,
    reasonCode: textOrNull,
    decidedBy: textOrNull,
    assignee: textOrNull,
    snoozedUntil: timeOrNull,
    stepName: textOrNull,
    startedAt: time,
    decidedAt: timeOrNull,
    finishedAt: timeOrNull,
    rules: z.array(text),
    exceptions: z.array(text).meta({ description: 'Exception codes that Concur has accepted.' }),
  })
  .meta({ id: 'ReviewLine' })

/** A page of a list. */
export const listAnswer = z
  .object({
    reviews: z.array(reviewLine),
    next: number.optional().meta({ description: 'The `before` of the next page; absent on the last one.' }),
  })
  .meta({ id: 'ReviewList' })

const verdicts = z.record(text, z.enum(VERDICTS)).meta({ description: 'By the `key` of each reason.' })

/** A decision of a person or a program. */
export const decisionAnswer = z
  .object({
    id: number,
    reviewId: number,
    readingKey: text,
    action: z.enum(HUMAN_ACTIONS),
    verdicts,
    reason: text.optional(),
    comment: text.optional(),
    by: text.meta({ description: 'A login, or `key` and the number of a key.' }),
    acceptedAt: time,
    dueAt: time.meta({ description: 'Until then it can be taken back; then it is carried out.' }),
    state: z.enum(DECISION_STATES),
    outcome: text.optional().meta({ description: 'What became of it, or why it was not carried out.' }),
  })
  .meta({ id: 'Decision' })

const note = z
  .object({
    id: number,
    reviewId: number,
    kind: z.enum(NOTE_KINDS),
    text,
    by: text,
    at: time,
    to: text.optional(),
    question: number.optional(),
  })
  .meta({ id: 'ReviewNote' })

const reason = z
  .object({
    key: text,
    rule: text,
    object: z.object({ type: text, id: text, label: text }).optional(),
    message: text,
  })
  .meta({ id: 'Reason', description: 'One reason why it is held; a verdict is given on each.' })

const effect = z
  .object({
    id: number,
    reviewId: number,
    kind: text,
    state: text,
    content: z.unknown(),
    plannedAt: time,
    sentAt: timeOrNull,
    settledAt: timeOrNull,
    reason: textOrNull,
  })
  .meta({ id: 'Effect', description: 'One write to Concur.' })

const event = z
  .object({ at: time, kind: text, summary: text, detail: z.unknown().optional() })
  .meta({ id: 'ReviewEvent' })

/** A review with all that is known of it. */
export const reviewAnswer = z
  .object({
    review: reviewLine,
    reasons: z.array(reason).meta({ description: 'Empty unless it is held.' }),
    readingKey: text
      .optional()
      .meta({ description: 'What a decision must name, so that it is about what was read here.' }),
    decision: z
      .looseObject({})
      .optional()
      .meta({ description: 'What the policy says, as it was kept: `findings`, `notEvaluated`, `outcome`.' }),
    humanDecisions: z
      .array(decisionAnswer.extend({ notificationId: number }).meta({ id: 'KeptDecision' }))
      .optional(),
    notes: z.array(note).optional(),
    effects: z.array(effect),
    events: z.array(event),
    notifications: z.array(z.looseObject({ id: number, door: text, state: text })),
    report: text.optional().meta({ description: 'As Concur sent it; only with `report=true`.' }),
  })
  .meta({ id: 'Review' })

/** What became of an act. */
export const actAnswer = z
  .object({
    reviewId: number,
    kind: z.enum(REVIEW_ACTS),
    isNew: z.boolean().meta({ description: 'False where all was so already.' }),
    to: text.optional(),
    before: text.optional().meta({ description: 'Whose it was.' }),
    note: note.optional(),
    until: time.optional(),
    by: text.optional().meta({ description: 'Whose decision was taken back.' }),
  })
  .meta({ id: 'Done' })

/** Why something was not done. */
export const refusalAnswer = z
  .object({
    message: text,
    correlationId: text.meta({ description: 'Also in the header `X-Correlation-Id`, and in the log.' }),
    problems: z
      .array(text)
      .optional()
      .meta({ description: 'One by one; each begins with the name of its field.' }),
  })
  .meta({ id: 'Refusal' })
