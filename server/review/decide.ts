import type { Decision, TakenDecision } from '../record/decision.ts'
import type { WorkflowContent } from '../record/effect.ts'
import type { ObjectReading } from './seen-object.ts'

/** The decision that is carried out on an object, and who takes it: the policy. Pure. */
export function decide({ policyDecision }: ObjectReading): TakenDecision {
  return { by: 'policy', decision: policyDecision }
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
