import type { Decision, TakenDecision } from '../record/decision.ts'
import type { WorkflowContent } from '../record/effect.ts'
import type { ObjectReading } from './seen-object.ts'

/** A decision to carry out, or why the one that was taken does not hold for this reading: then a person looks again. */
export type Deciding =
  | { readonly kind: 'taken'; readonly taken: TakenDecision }
  | { readonly kind: 'no more'; readonly reason: string }

/** Gives the decision on a reading. It is asked again before each workflow action. */
export type Decide = (reading: ObjectReading) => Promise<Deciding>

/** Lets the policy decide. */
export const byPolicy: Decide = (reading) => Promise.resolve({ kind: 'taken', taken: decide(reading) })

/**
 * The decision that is carried out on an object, and who takes it: the policy. What was not seen whole is held, and
 * nothing is said of the part that was seen. Pure.
 */
export function decide({ policyDecision, gap }: ObjectReading): TakenDecision {
  if (gap === undefined) return { by: 'policy', decision: policyDecision }
  const { policyVersion, enforce } = policyDecision
  const decision = { policyVersion, enforce, findings: [], notEvaluated: [], outcome: 'hold', gap } as const
  return { by: 'policy', decision }
}

/** A workflow action, by the name that v1.1 has for it. */
export type ActionName = WorkflowContent['action']

/** Sent where a decision has no words of its own for the employee: Concur demands some. */
const NO_WORDS = 'The report does not keep the policy.'

/** The workflow action that carries a decision out, with the comment for the employee where it is sent back. Pure. */
export function workflowActionOf({ outcome, comment = NO_WORDS }: Decision): {
  readonly action: ActionName
  readonly comment: string | undefined
} {
  return outcome === 'send back'
    ? { action: 'Send Back to Employee', comment }
    : { action: 'Approve', comment: undefined }
}
