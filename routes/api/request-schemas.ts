import { z } from 'zod'
import { HUMAN_ACTIONS, MAX_COMMENT, VERDICTS } from '../../server/record/human-decision.ts'
import { MAX_NOTE } from '../../server/record/review-note.ts'

/** More verdicts than any report has findings. */
const MAX_VERDICTS = 5000

const verdict = z
  .strictObject({
    on: z.string().min(1).max(500).meta({
      description:
        'What it is about: `key` of one of the `reasons`, the id of a rule, `RULE@OBJECT`, or `all`. The more exact one wins.',
    }),
    verdict: z.enum(VERDICTS),
  })
  .meta({ id: 'SaidVerdict' })

/** A decision as a program hands it in. */
export const decisionBody = z
  .strictObject({
    action: z.enum(HUMAN_ACTIONS),
    readingKey: z.string().min(1).max(200).meta({
      description:
        'Of the review as it was read. If the report was read anew since, nothing is decided: 409.',
    }),
    verdicts: z.array(verdict).max(MAX_VERDICTS).meta({
      description: 'To approve, one for each of the reasons; to send back, at least one `out of policy`.',
    }),
    reason: z.string().max(2000).exactOptional().meta({ description: 'For colleagues and auditors.' }),
    comment: z
      .string()
      .max(MAX_COMMENT)
      .exactOptional()
      .meta({ description: 'For the employee; required to send back, and only there.' }),
  })
  .meta({ id: 'DecisionToTake' })

/** Taking a decision back. */
export const undoBody = z
  .strictObject({
    decision: z.int().positive().meta({ description: 'The number of the decision.' }),
  })
  .meta({ id: 'DecisionToTakeBack' })

const text = z.string().trim().min(1).max(MAX_NOTE)
const to = z.string().trim().toLowerCase().min(1).max(200)

/** What else a program wants with a review. */
export const actBody = z
  .discriminatedUnion('kind', [
    z
      .strictObject({ kind: z.literal('assign'), to: to.exactOptional() })
      .meta({ id: 'Assign', description: 'Says who is to look at it; without `to` it is nobody’s.' }),
    z
      .strictObject({ kind: z.literal('note'), text })
      .meta({ id: 'Note', description: 'For colleagues only.' }),
    z
      .strictObject({ kind: z.literal('ask'), to, text })
      .meta({ id: 'Ask', description: 'Puts a question to somebody; the report stays held.' }),
    z
      .strictObject({ kind: z.literal('answer'), question: z.int().positive().exactOptional(), text })
      .meta({ id: 'Answer', description: 'Without `question` to the only one that is open.' }),
    z
      .strictObject({ kind: z.literal('snooze'), until: z.iso.datetime({ offset: true }).exactOptional() })
      .meta({
        id: 'Snooze',
        description: 'Leaves it out of what waits until then; without `until` it is shown again.',
      }),
    z
      .strictObject({ kind: z.literal('look again') })
      .meta({ id: 'LookAgain', description: 'Has it read and judged by the policy again.' }),
  ])
  .meta({ id: 'Act' })

/** What a caller names a request by, so that sending it twice is one decision. */
export const idempotencyKey = z
  .string()
  .regex(/^[\x21-\x7e]{1,200}$/)
  .meta({
    description:
      'A name of your own for this decision, such as a UUID: 1 to 200 characters of ASCII without spaces. Sent again with the same body, the same decision is answered; with another body, 409.',
  })
