import { MAX_COMMENT } from '../record/human-decision.ts'
import type { CallContext, ConcurClient, ConcurReply, Reading } from './concur-client.ts'
import { refusedAction } from './refused-action.ts'
import { refusedReply } from './refused-reply.ts'
import { type ActionStatus, atMost } from './workflow-action.ts'

/** What is to be done with a report at an external system's step. */
export type WorkflowActionV4 = (
  | {
      readonly action: 'approve'
      readonly comment?: string | undefined
      /** Concur demands it exactly where an expense of the report is rejected. */
      readonly expenseRejectedComment?: string | undefined
    }
  /** Concur demands a comment. */
  | { readonly action: 'sendBack'; readonly comment: string }
) & {
  /** The report must be at a step of this code, or nothing is done. An event's `stepCode`. */
  readonly expectedStepCode?: string | undefined
  /** It must be at this very stop. The id of an event's step instance. */
  readonly expectedWorkflowStepInstanceId?: string | undefined
}

/**
 * Moves a report on as an external system. Only to be called right after a reading that shows the report at this step.
 * A refusal is an answer, whatever its reason; see {@link refusedAction} for what is none.
 * @throws {ConcurError} When there is no answer that says whether it was moved.
 * @see SAP Concur, Workflows v4, "Approve a report", "Send back a report".
 */
export async function postWorkflowActionV4(
  client: ConcurClient,
  reportId: string,
  action: WorkflowActionV4,
  call: CallContext,
): Promise<ConcurReply<ActionStatus>> {
  try {
    return await client.call(
      {
        kind: 'workflow',
        method: 'PATCH',
        path: `/expensereports/v4/reports/${reportId}/${action.action}`,
        json: workflowActionJson(action),
        accept: 'application/json',
        scope: 'expense.report.workflowstatus.write',
        ...call,
      },
      readMoved,
    )
  } catch (error) {
    return refusedReply(error, refusedAction)
  }
}

/** The request body. */
export function workflowActionJson(action: WorkflowActionV4): string {
  const { comment, expectedStepCode, expectedWorkflowStepInstanceId } = action
  const rejected = action.action === 'approve' ? action.expenseRejectedComment : undefined
  return JSON.stringify({
    comment: comment && atMost(MAX_COMMENT, comment.toWellFormed()),
    expenseRejectedComment: rejected && atMost(MAX_COMMENT, rejected.toWellFormed()),
    expectedStepCode,
    expectedWorkflowStepInstanceId,
  })
}

/** A gateway may answer 200 for Concur. */
function readMoved(_body: Uint8Array, status: number): Reading<ActionStatus> {
  return status === 204
    ? { ok: true, value: { succeeded: true, message: '', isStale: false } }
    : { ok: false, problem: 'the status should be 204' }
}
