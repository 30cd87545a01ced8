import {
  HUMAN_ACTIONS,
  type HumanAction,
  MAX_COMMENT,
  VERDICTS,
  type Verdict,
} from '../../record/human-decision.ts'
import type { SaidReason } from '../say.ts'
import type { ReasonView } from './reason-view.ts'

/** Before the key of a reason, in the name of the field of its verdict. */
export const VERDICT_FIELD = 'verdict:'

/** What somebody typed into the form of a decision, to be shown again where it is refused. */
export interface TypedDecision {
  readonly action?: HumanAction
  readonly verdicts: Readonly<Record<string, Verdict>>
  readonly reason: string
  readonly comment: string
  /** Of the form: the same form sent twice is one decision. */
  readonly key: string
  /** Of the reading that the page showed. */
  readonly readingKey: string
}

/** What is missing in a decision, in signs that a catalogue makes sentences of. */
export type DecisionGap =
  | { readonly kind: 'no action' | 'no comment' | 'long comment' | 'nothing out of policy' }
  | { readonly kind: 'not judged'; readonly reason: SaidReason }

/** Reads the form; pure. @param fields Untrusted. */
export function readDecisionForm(fields: readonly (readonly [name: string, value: string])[]): TypedDecision {
  const all = new Map(fields)
  const text = (name: string) => (all.get(name) ?? '').replaceAll('\r\n', '\n').trim()
  const action = HUMAN_ACTIONS.find((each) => each === all.get('action'))
  return {
    ...(action !== undefined && { action }),
    verdicts: Object.fromEntries(
      fields.flatMap(([name, value]) => {
        const verdict = VERDICTS.find((each) => each === value)
        return name.startsWith(VERDICT_FIELD) && verdict !== undefined
          ? [[name.slice(VERDICT_FIELD.length), verdict]]
          : []
      }),
    ),
    reason: text('reason'),
    comment: text('comment'),
    key: text('key'),
    readingKey: text('readingKey'),
  }
}

/** What the door would refuse, so that the page can say it in the language of whoever typed it; pure. */
export function decisionGaps(
  { action, verdicts, comment }: TypedDecision,
  reasons: readonly Pick<ReasonView, 'key' | 'message' | 'finding' | 'isTrial'>[],
): readonly DecisionGap[] {
  const judged = reasons.filter(({ isTrial }) => !isTrial)
  if (action === undefined) return [{ kind: 'no action' }]
  if (action === 'approve')
    return judged
      .filter(({ key }) => !Object.hasOwn(verdicts, key))
      .map((reason) => ({ kind: 'not judged', reason }))
  return [
    ...(Object.values(verdicts).includes('out of policy')
      ? []
      : [{ kind: 'nothing out of policy' as const }]),
    ...(comment === '' ? [{ kind: 'no comment' as const }] : []),
    ...(comment.length > MAX_COMMENT ? [{ kind: 'long comment' as const }] : []),
  ]
}
