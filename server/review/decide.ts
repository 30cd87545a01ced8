import type { Decision, TakenDecision } from '../record/decision.ts'
import type { WorkflowContent } from '../record/effect.ts'
import type { ObjectReading } from './seen-object.ts'

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
